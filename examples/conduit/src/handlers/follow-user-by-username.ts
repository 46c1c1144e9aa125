import { notFound, type Handlers } from "../api/index.js";
import { followId, viewProfile } from "../views.js";

export const followUserByUsername: Handlers["followUserByUsername"] = async ({ params, data, principal }) => {
  const user = await data.userRecords.find({ username: params.username }, { as: "view" });
  if (user === undefined) return notFound();
  const id = followId(principal.subject, user.id);
  if ((await data.follows.read(id)) === undefined) {
    await data.follows.create({}, { set: { id, followedId: user.id } });
  }
  return { status: 200, body: { profile: await viewProfile(user, { data, principal }) } };
};
