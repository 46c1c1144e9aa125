import type { Handlers } from "../api/index.js";
import { viewComment } from "../views.js";

export const getArticleComments: Handlers["getArticleComments"] = async ({ data, principal }) => {
  const { items } = await data.commentRecords.list({ sort: ["-createdAt"], limit: 100 });
  const comments = await Promise.all(items.map((comment) => viewComment(comment, { data, principal })));
  return { status: 200, body: { comments } };
};
