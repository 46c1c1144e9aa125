import { notFound, type Handlers } from "../api/index.js";

/** `DELETE /orders/{orderId}/items/{itemId}`: Take a line out */
export const deleteLineItem: Handlers["deleteLineItem"] = async ({ params, data }) => {
  const done = await data.lineItems.delete(params.itemId);
  return done ? { status: 204 } : notFound();
};
