import type { Handlers } from "../api/index.js";
import { articleFilter, listArticles } from "../search.js";

export const getArticles: Handlers["getArticles"] = async ({ query, data, principal }) => ({
  status: 200,
  body: await listArticles({ data, principal }, await articleFilter(data, query), query),
});
