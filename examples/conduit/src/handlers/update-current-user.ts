import { notFound, type Data, type Handlers } from "../api/index.js";
import type { TokenIssuer } from "../tokens.js";
import { viewUser } from "../views.js";

export const updateCurrentUser =
  (tokens: TokenIssuer): Handlers["updateCurrentUser"] =>
  async ({ body, data, principal }) => {
    const { email, username } = body.user;
    const taken =
      (email !== undefined && (await isTaken(data, principal.subject, { email }))) ||
      (username !== undefined && (await isTaken(data, principal.subject, { username })));
    if (taken) return { status: 422, body: { errors: { body: ["email or username is taken"] } } };
    const user = await data.userRecords.update(principal.subject, body.user);
    if (user === undefined) return notFound();
    return { status: 200, body: { user: viewUser(user, await tokens.issue(user.id)) } };
  };

async function isTaken(
  data: Data,
  self: string,
  filter: { email: string } | { username: string },
): Promise<boolean> {
  const user = await data.userRecords.find(filter, { as: "view" });
  return user !== undefined && user.id !== self;
}
