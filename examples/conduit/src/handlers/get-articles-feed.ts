import type { Handlers } from "../api/index.js";
import { everyRow, listArticles } from "../search.js";

export const getArticlesFeed: Handlers["getArticlesFeed"] = async ({ query, data, principal }) => {
  const follows = await everyRow((after) => data.follows.list({ limit: 100, after }));
  const filter = { authorId: follows.map(({ followedId }) => followedId) };
  return { status: 200, body: await listArticles({ data, principal }, filter, query) };
};
