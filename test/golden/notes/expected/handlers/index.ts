import type { Handlers } from "../api/index.js";
import { listNotes } from "./list-notes.js";
import { createNote } from "./create-note.js";
import { deleteNote } from "./delete-note.js";

export const handlers: Handlers = {
  listNotes,
  createNote,
  deleteNote,
};
