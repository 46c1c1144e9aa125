import type { Handlers } from "../api/index.js";

/** `POST /notes`: Write a note */
export const createNote: Handlers["createNote"] = async ({ body, data }) => {
  const note = await data.notes.create(body);
  return { status: 201, body: note };
};
