import type { Handlers } from "../api/index.js";
import { everyRow } from "../search.js";

export const getTags: Handlers["getTags"] = async ({ data }) => {
  const rows = await everyRow((after) => data.articleTags.list({ limit: 100, after }));
  return { status: 200, body: { tags: [...new Set(rows.map(({ tag }) => tag))].sort() } };
};
