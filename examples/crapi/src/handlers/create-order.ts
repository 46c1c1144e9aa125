import { contactOf, ownAccount } from "../accounts.js";
import { notFound, type Handlers } from "../api/index.js";

export const createOrder: Handlers["createOrder"] = ({ body, data, principal }) =>
  data.transaction(async (inside) => {
    const account = await ownAccount(inside, principal);
    const product = await inside.products.read(body.product_id);
    if (account === undefined || product === undefined) return notFound();
    const total = Number(product.price) * body.quantity;
    const credit = account.available_credit - total;
    if (credit < 0) return { status: 400, body: { message: "Insufficient balance." } };
    const order = await inside.orders.create(
      { ...body, user: contactOf(account) },
      { set: { price_paid: total, status: "delivered", created_on: new Date().toISOString() } },
    );
    await inside.accounts.update(account.id, {}, { set: { available_credit: credit } });
    return { status: 200, body: { id: order.id, message: "Order sent successfully.", credit } };
  });
