import type { Handlers } from "../api/index.js";
import { withProduct } from "../orders.js";

export const getOrders: Handlers["getOrders"] = async ({ query, data }) => {
  const { items } = await data.orders.list({ limit: query.limit, offset: query.offset });
  const orders = await Promise.all(items.map((order) => withProduct(data, order)));
  return { status: 200, body: { orders: orders.filter((order) => order !== undefined) } };
};
