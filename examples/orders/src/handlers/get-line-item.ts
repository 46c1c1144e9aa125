import { notFound, type Handlers } from "../api/index.js";

/** `GET /orders/{orderId}/items/{itemId}`: Read a line */
export const getLineItem: Handlers["getLineItem"] = async ({ params, data }) => {
  const lineItem = await data.lineItems.read(params.itemId);
  return lineItem === undefined ? notFound() : { status: 200, body: lineItem };
};
