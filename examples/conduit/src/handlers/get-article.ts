import { notFound, type Handlers } from "../api/index.js";
import { viewArticle } from "../views.js";

export const getArticle: Handlers["getArticle"] = async ({ params, data, principal }) => {
  const article = await data.articleRecords.read(params.slug);
  if (article === undefined) return notFound();
  return { status: 200, body: { article: await viewArticle(article, { data, principal }) } };
};
