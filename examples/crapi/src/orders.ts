import type { Data, OrderRow } from "./api/data.js";
import type { Order } from "./api/index.js";

/** An order with its product; undefined where the product is gone. */
export async function withProduct(data: Data, order: OrderRow): Promise<Order | undefined> {
  const product = await data.products.read(order.product_id);
  return product === undefined ? undefined : { ...order, product };
}
