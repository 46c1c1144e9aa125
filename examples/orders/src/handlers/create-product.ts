import type { Handlers } from "../api/index.js";

/** `POST /products`: Add a product */
export const createProduct: Handlers["createProduct"] = async ({ body, data }) => {
  const product = await data.products.create(body);
  return { status: 201, body: product };
};
