import { notFound, type Handlers } from "../api/index.js";
import { withProduct } from "../orders.js";

export const returnOrder: Handlers["returnOrder"] = ({ query, data }) =>
  data.transaction(async (inside) => {
    const order = await inside.orders.read(query.order_id, { as: "return" });
    if (order === undefined) return notFound();
    if (order.status !== "delivered") {
      return { status: 400, body: { message: "This order has already been returned!" } };
    }
    const returned = await inside.orders.update(
      order.id,
      {},
      { as: "return", set: { status: "return pending" } },
    );
    const view = returned === undefined ? undefined : await withProduct(inside, returned);
    if (view === undefined) return notFound();
    const qr_code_url = "https://crapi.example.com/workshop/api/shop/return_qr_code";
    return { status: 200, body: { message: "Please show the QR code.", order: view, qr_code_url } };
  });
