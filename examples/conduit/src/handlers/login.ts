import { unauthorized, verifyPassword, type Handlers } from "../api/index.js";
import type { TokenIssuer } from "../tokens.js";
import { viewUser } from "../views.js";

export const login =
  (tokens: TokenIssuer): Handlers["login"] =>
  async ({ body, data }) => {
    const { email, password } = body.user;
    const user = await data.userRecords.find({ email }, { as: "authenticate" });
    // Unknown accounts cost a hash as well: the time of the answer says nothing about who has one.
    const matches = await verifyPassword(password, user?.password);
    if (user === undefined || !matches) return unauthorized();
    return { status: 200, body: { user: viewUser(user, await tokens.issue(user.id)) } };
  };
