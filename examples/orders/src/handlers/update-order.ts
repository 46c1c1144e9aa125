import { notFound, type Handlers } from "../api/index.js";

/** `PATCH /orders/{orderId}`: Change an order */
export const updateOrder: Handlers["updateOrder"] = async ({ params, body, data }) => {
  const order = await data.orders.update(params.orderId, body);
  return order === undefined ? notFound() : { status: 200, body: order };
};
