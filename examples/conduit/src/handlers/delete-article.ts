import { notFound, type Handlers } from "../api/index.js";

export const deleteArticle: Handlers["deleteArticle"] = async ({ params, data }) =>
  (await data.articleRecords.delete(params.slug)) ? { status: 204 } : notFound();
