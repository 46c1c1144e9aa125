import { ownAccount } from "../accounts.js";
import { forbidden, verifyPassword, type Handlers } from "../api/index.js";

export const verifyEmailToken: Handlers["verifyEmailToken"] = ({ body, data, principal }) =>
  data.transaction(async (inside) => {
    const account = await ownAccount(inside, principal);
    const change = await inside.emailChanges.find({ old_email: body.old_email, new_email: body.new_email });
    const matches = await verifyPassword(body.token, change?.token ?? undefined);
    if (account?.email !== body.old_email || change === undefined || !matches) return forbidden();
    await inside.accounts.update(account.id, { email: body.new_email });
    await inside.emailChanges.delete(change.id);
    return { status: 200, body: { message: "The email was changed.", status: 200 } };
  });
