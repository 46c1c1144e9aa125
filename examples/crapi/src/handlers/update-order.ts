import { ownAccount } from "../accounts.js";
import { notFound, type Handlers } from "../api/index.js";

export const updateOrder: Handlers["updateOrder"] = ({ params, body, data, principal }) =>
  data.transaction(async (inside) => {
    const account = await ownAccount(inside, principal);
    const order = await inside.orders.read(params.order_id);
    const product = await inside.products.read(body.product_id);
    if (account === undefined || order === undefined || product === undefined) return notFound();
    if (order.status !== "delivered") return { status: 400, body: { message: "This order was returned." } };
    const total = Number(product.price) * body.quantity;
    const credit = account.available_credit + (order.price_paid ?? 0) - total;
    if (credit < 0) return { status: 400, body: { message: "Insufficient balance." } };
    await inside.accounts.update(account.id, {}, { set: { available_credit: credit } });
    const changed = await inside.orders.update(order.id, body, { set: { price_paid: total } });
    return changed === undefined ? notFound() : { status: 200, body: { orders: { ...changed, product } } };
  });
