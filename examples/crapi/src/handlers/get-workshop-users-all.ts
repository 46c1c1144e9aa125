import { contactOf } from "../accounts.js";
import type { Handlers } from "../api/index.js";

export const getWorkshopUsersAll: Handlers["getWorkshopUsersAll"] = async ({ query, data }) => {
  const { items } = await data.accounts.list({ limit: query.limit, offset: query.offset });
  const users = items.map((account) => ({
    user: contactOf(account),
    available_credit: Math.floor(account.available_credit),
  }));
  return { status: 200, body: { users } };
};
