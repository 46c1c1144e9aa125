import type { Handlers } from "../api/index.js";

/** `GET /products`: Browse the catalogue */
export const listProducts: Handlers["listProducts"] = async ({ query, data }) => {
  const page = await data.products.list({
    limit: query.limit,
    after: query.after,
  });
  return { status: 200, body: page };
};
