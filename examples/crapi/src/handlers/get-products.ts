import { ownAccount } from "../accounts.js";
import type { Handlers } from "../api/index.js";

export const getProducts: Handlers["getProducts"] = async ({ data, principal }) => {
  const account = await ownAccount(data, principal);
  const { items } = await data.products.list({ limit: 100 });
  return { status: 200, body: { credit: account?.available_credit ?? 0, products: items } };
};
