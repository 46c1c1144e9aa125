import { notFound, type Handlers } from "../api/index.js";

/** `DELETE /notes/{noteId}` */
export const deleteNote: Handlers["deleteNote"] = async ({ params, data }) => {
  const done = await data.notes.delete(params.noteId);
  return done ? { status: 204 } : notFound();
};
