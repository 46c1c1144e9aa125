import type { Handlers } from "../api/index.js";

/** `GET /notes`: List your notes */
export const listNotes: Handlers["listNotes"] = async ({ query, data }) => {
  const page = await data.notes.list({
    limit: query.limit,
    after: query.after,
  });
  return { status: 200, body: page };
};
