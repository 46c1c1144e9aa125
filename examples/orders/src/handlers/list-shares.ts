import type { Handlers } from "../api/index.js";

export const listShares: Handlers["listShares"] = async ({ data }) => {
  const { items } = await data.orderShares.list({ limit: 100 });
  return { status: 200, body: items };
};
