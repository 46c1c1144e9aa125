import type { Handlers } from "../api/index.js";

export const searchOrders: Handlers["searchOrders"] = async ({ body, data }) => {
  const page = await data.orders.list({
    filter: {
      ...(body.reference === undefined ? {} : { reference: body.reference }),
      ...(body.status === undefined ? {} : { status: body.status }),
    },
    limit: body.limit,
  });
  return { status: 200, body: page };
};
