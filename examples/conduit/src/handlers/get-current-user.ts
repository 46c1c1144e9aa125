import { notFound, type Handlers } from "../api/index.js";
import type { TokenIssuer } from "../tokens.js";
import { viewUser } from "../views.js";

export const getCurrentUser =
  (tokens: TokenIssuer): Handlers["getCurrentUser"] =>
  async ({ data, principal }) => {
    const user = await data.userRecords.read(principal.subject);
    if (user === undefined) return notFound();
    return { status: 200, body: { user: viewUser(user, await tokens.issue(user.id)) } };
  };
