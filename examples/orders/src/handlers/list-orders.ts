import type { Handlers } from "../api/index.js";

export const listOrders: Handlers["listOrders"] = async ({ query, data }) => {
  const page = await data.orders.list({
    filter: query.status === undefined ? {} : { status: query.status },
    sort: ["-createdAt"],
    limit: query.limit,
    ...(query.after === undefined ? {} : { after: query.after }),
  });
  return { status: 200, body: page };
};
