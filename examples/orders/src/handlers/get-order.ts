import { notFound, type Handlers } from "../api/index.js";

/** `GET /orders/{orderId}`: Read an order */
export const getOrder: Handlers["getOrder"] = async ({ params, data }) => {
  const order = await data.orders.read(params.orderId);
  return order === undefined ? notFound() : { status: 200, body: order };
};
