import { notFound, type Handlers } from "../api/index.js";

/** `PATCH /orders/{orderId}/items/{itemId}`: Change how many */
export const updateLineItem: Handlers["updateLineItem"] = async ({ params, body, data }) => {
  const lineItem = await data.lineItems.update(params.itemId, body);
  return lineItem === undefined ? notFound() : { status: 200, body: lineItem };
};
