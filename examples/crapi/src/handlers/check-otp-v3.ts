import { accountByEmail } from "../accounts.js";
import { unauthorized, type Handlers } from "../api/index.js";
import { redeemCode } from "../one-time-codes.js";

export const checkOtpV3: Handlers["checkOtpV3"] = ({ body, data }) =>
  data.transaction(async (inside) => {
    const account = await accountByEmail(inside, body.email);
    const matches = await redeemCode(inside, body.email, body.otp);
    if (account === undefined || !matches) return unauthorized();
    await inside.accounts.update(account.id, { password: body.password }, { as: "reset" });
    return { status: 200, body: { message: "The password was changed.", status: 200 } };
  });
