import { notFound, type Handlers } from "../api/index.js";

export const createLineItem: Handlers["createLineItem"] = async ({ body, data }) => {
  const product = await data.products.read(body.productId);
  if (product === undefined) return notFound();
  const item = await data.lineItems.create(body, { set: { unitPrice: product.price } });
  return { status: 201, body: item };
};
