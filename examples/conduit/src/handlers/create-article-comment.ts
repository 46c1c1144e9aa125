import type { Handlers } from "../api/index.js";
import { viewComment } from "../views.js";

export const createArticleComment: Handlers["createArticleComment"] = async ({ body, data, principal }) => {
  const comment = await data.commentRecords.create(body.comment);
  return { status: 200, body: { comment: await viewComment(comment, { data, principal }) } };
};
