import type { Handlers } from "../api/index.js";
import type { TokenIssuer } from "../tokens.js";
import { viewUser } from "../views.js";

export const createUser =
  (tokens: TokenIssuer): Handlers["createUser"] =>
  async ({ body, data }) => {
    const { email, username } = body.user;
    const taken =
      (await data.userRecords.find({ email }, { as: "register" })) ??
      (await data.userRecords.find({ username }, { as: "register" }));
    if (taken !== undefined)
      return { status: 422, body: { errors: { body: ["email or username is taken"] } } };
    const user = await data.userRecords.create({ ...body.user, bio: "", image: "" }, { as: "register" });
    return { status: 201, body: { user: viewUser(user, await tokens.issue(user.id)) } };
  };
