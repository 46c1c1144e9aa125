import { notFound, type Handlers } from "../api/index.js";

/** `GET /products/{productId}`: Read a product */
export const getProduct: Handlers["getProduct"] = async ({ params, data }) => {
  const product = await data.products.read(params.productId);
  return product === undefined ? notFound() : { status: 200, body: product };
};
