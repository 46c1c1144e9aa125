import type { Handlers } from "../api/index.js";

/** `GET /orders/{orderId}/items`: List the lines of an order */
export const listLineItems: Handlers["listLineItems"] = async ({ query, data }) => {
  const page = await data.lineItems.list({
    limit: query.limit,
    after: query.after,
  });
  return { status: 200, body: page };
};
