import { notFound, type Handlers } from "../api/index.js";

/** `DELETE /orders/{orderId}/shares/{shareId}`: Take a share back */
export const unshareOrder: Handlers["unshareOrder"] = async ({ params, data }) => {
  const done = await data.orderShares.delete(params.shareId);
  return done ? { status: 204 } : notFound();
};
