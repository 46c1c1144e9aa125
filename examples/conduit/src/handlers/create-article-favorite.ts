import { notFound, type Handlers } from "../api/index.js";
import { favoriteId, viewArticle } from "../views.js";

export const createArticleFavorite: Handlers["createArticleFavorite"] = async ({
  params,
  data,
  principal,
}) => {
  const article = await data.articleRecords.read(params.slug);
  if (article === undefined) return notFound();
  const id = favoriteId(principal.subject, params.slug);
  if ((await data.favorites.read(id)) === undefined) await data.favorites.create({}, { set: { id } });
  return { status: 200, body: { article: await viewArticle(article, { data, principal }) } };
};
