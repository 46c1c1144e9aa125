import { conflict, notFound, type Handlers } from "../api/index.js";

export const refundOrder: Handlers["refundOrder"] = async ({ params, data }) =>
  data.transaction(async ({ orders }) => {
    const order = await orders.read(params.orderId, { as: "refund" });
    if (order === undefined) return notFound();
    if (order.status !== "paid") return conflict("only a paid order can be refunded");
    const refunded = await orders.update(params.orderId, {}, { set: { status: "refunded" }, as: "refund" });
    return refunded === undefined ? notFound() : { status: 200, body: refunded };
  });
