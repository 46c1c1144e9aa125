import { randomUUID } from "node:crypto";
import { ownAccount } from "../accounts.js";
import { notFound, type Handlers } from "../api/index.js";
import { authorOf, withComments } from "../posts.js";

export const postComment: Handlers["postComment"] = async ({ params, body, data, principal }) => {
  const account = await ownAccount(data, principal);
  const post = await data.posts.read(params.postId);
  if (account === undefined || post === undefined) return notFound();
  await data.postComments.create(
    { content: body.content, author: authorOf(account) },
    { set: { id: randomUUID(), CreatedAt: new Date().toISOString() } },
  );
  return { status: 200, body: await withComments(data, post) };
};
