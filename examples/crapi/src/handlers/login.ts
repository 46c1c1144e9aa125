import { accountByEmail } from "../accounts.js";
import { unauthorized, verifyPassword, type Handlers } from "../api/index.js";
import type { Services } from "../services.js";

export const login =
  ({ tokens }: Services): Handlers["login"] =>
  async ({ body, data }) => {
    const account = await accountByEmail(data, body.email);
    const matches = await verifyPassword(body.password, account?.password ?? undefined);
    if (account === undefined || !matches) return unauthorized();
    return { status: 200, body: { token: await tokens.issue(account), type: "Bearer", role: account.role } };
  };
