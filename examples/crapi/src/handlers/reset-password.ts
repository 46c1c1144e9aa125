import { ownAccount } from "../accounts.js";
import { forbidden, type Handlers } from "../api/index.js";

export const resetPassword: Handlers["resetPassword"] = async ({ body, data, principal }) => {
  const account = await ownAccount(data, principal);
  if (account?.email !== body.email) return forbidden();
  await data.accounts.update(account.id, { password: body.password });
  return { status: 200, body: { message: "The password was changed.", status: 200 } };
};
