import type { Handlers } from "../api/index.js";

export const shareOrder: Handlers["shareOrder"] = async ({ body, data }) => {
  const share = await data.orderShares.create(body);
  return { status: 201, body: share };
};
