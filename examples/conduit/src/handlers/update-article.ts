import { notFound, type Handlers } from "../api/index.js";
import { viewArticle } from "../views.js";

export const updateArticle: Handlers["updateArticle"] = async ({ params, body, data, principal }) => {
  const updatedAt = new Date().toISOString();
  const article = await data.articleRecords.update(params.slug, body.article, { set: { updatedAt } });
  if (article === undefined) return notFound();
  return { status: 200, body: { article: await viewArticle(article, { data, principal }) } };
};
