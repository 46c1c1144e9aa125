import { lazily, type Handlers } from "../api/index.js";

export const handlers: Handlers = lazily<Handlers>({
  listNotes: async () => (await import("./list-notes.js")).listNotes,
  createNote: async () => (await import("./create-note.js")).createNote,
  deleteNote: async () => (await import("./delete-note.js")).deleteNote,
});
