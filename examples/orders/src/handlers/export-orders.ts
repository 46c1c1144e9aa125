import type { Handlers } from "../api/index.js";

export const exportOrders: Handlers["exportOrders"] = async ({ query, data }) => {
  const page = await data.orders.list({
    limit: query.limit,
    ...(query.after === undefined ? {} : { after: query.after }),
  });
  return { status: 200, body: page };
};
