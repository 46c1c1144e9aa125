import { notFound, type Handlers } from "../api/index.js";
import { favoriteId, viewArticle } from "../views.js";

export const deleteArticleFavorite: Handlers["deleteArticleFavorite"] = async ({
  params,
  data,
  principal,
}) => {
  const article = await data.articleRecords.read(params.slug);
  if (article === undefined) return notFound();
  await data.favorites.delete(favoriteId(principal.subject, params.slug));
  return { status: 200, body: { article: await viewArticle(article, { data, principal }) } };
};
