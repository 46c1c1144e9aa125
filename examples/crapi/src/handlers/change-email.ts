import { randomBytes } from "node:crypto";
import { accountByEmail, ownAccount } from "../accounts.js";
import { conflict, forbidden, type Handlers } from "../api/index.js";
import type { Services } from "../services.js";

export const changeEmail =
  ({ mail }: Services): Handlers["changeEmail"] =>
  async ({ body, data, principal }) => {
    const account = await ownAccount(data, principal);
    if (account?.email !== body.old_email) return forbidden();
    if ((await accountByEmail(data, body.new_email)) !== undefined) return conflict("this email is taken");
    const token = randomBytes(15).toString("base64url");
    await data.emailChanges.create({ ...body, token });
    await mail.send({ to: body.new_email, subject: "Change of email", text: `Token: ${token}` });
    return { status: 200, body: { message: "A token was sent to the new email.", status: 200 } };
  };
