import { notFound, type Handlers } from "../api/index.js";
import { withProduct } from "../orders.js";

export const getOrderById: Handlers["getOrderById"] = async ({ params, data }) => {
  const order = await data.orders.read(params.order_id);
  const orders = order === undefined ? undefined : await withProduct(data, order);
  return orders === undefined ? notFound() : { status: 200, body: { orders } };
};
