import { notFound, type Handlers } from "../api/index.js";

export const deleteArticleComment: Handlers["deleteArticleComment"] = async ({ params, data }) =>
  (await data.commentRecords.delete(params.id)) ? { status: 204 } : notFound();
