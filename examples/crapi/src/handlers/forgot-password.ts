import { accountByEmail } from "../accounts.js";
import type { Handlers } from "../api/index.js";
import { issueCode } from "../one-time-codes.js";
import type { Services } from "../services.js";

export const forgotPassword =
  ({ mail }: Services): Handlers["forgotPassword"] =>
  async ({ body, data }) => {
    const account = await accountByEmail(data, body.email);
    const code = await issueCode(data, body.email);
    if (account !== undefined)
      await mail.send({ to: account.email, subject: "Your code", text: `OTP: ${code}` });
    return { status: 200, body: { message: "If there is such an account, a code was sent.", status: 200 } };
  };
