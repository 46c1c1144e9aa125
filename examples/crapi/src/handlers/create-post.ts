import { randomUUID } from "node:crypto";
import { ownAccount } from "../accounts.js";
import { notFound, type Handlers } from "../api/index.js";
import { authorOf, withComments } from "../posts.js";

export const createPost: Handlers["createPost"] = async ({ body, data, principal }) => {
  const account = await ownAccount(data, principal);
  if (account === undefined) return notFound();
  const post = await data.posts.create(
    { ...body, author: authorOf(account) },
    {
      set: {
        id: randomUUID(),
        authorid: account.id,
        CreatedAt: new Date().toISOString(),
      },
    },
  );
  return { status: 200, body: await withComments(data, post) };
};
