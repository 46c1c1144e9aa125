import { accountByEmail } from "../accounts.js";
import { unauthorized, verifyPassword, type Handlers } from "../api/index.js";
import type { Services } from "../services.js";

export const loginWithTokenV27 =
  ({ tokens }: Services): Handlers["loginWithTokenV27"] =>
  async ({ body, data }) => {
    const change = await data.emailChanges.find({ new_email: body.email }, { as: "authenticate" });
    const matches = await verifyPassword(body.token, change?.token ?? undefined);
    if (change === undefined || !matches) return unauthorized();
    const account = await accountByEmail(data, change.old_email);
    if (account === undefined) return unauthorized();
    return { status: 200, body: { token: await tokens.issue(account), type: "Bearer", role: account.role } };
  };
