import { notFound, type Handlers } from "../api/index.js";

/** `DELETE /orders/{orderId}`: Cancel an order */
export const deleteOrder: Handlers["deleteOrder"] = async ({ params, data }) => {
  const done = await data.orders.delete(params.orderId);
  return done ? { status: 204 } : notFound();
};
