import { notFound, type Handlers } from "../api/index.js";
import { followId, viewProfile } from "../views.js";

export const unfollowUserByUsername: Handlers["unfollowUserByUsername"] = async ({
  params,
  data,
  principal,
}) => {
  const user = await data.userRecords.find({ username: params.username }, { as: "view" });
  if (user === undefined) return notFound();
  await data.follows.delete(followId(principal.subject, user.id));
  return { status: 200, body: { profile: await viewProfile(user, { data, principal }) } };
};
