import { notFound, type Handlers } from "../api/index.js";
import { viewProfile } from "../views.js";

export const getProfileByUsername: Handlers["getProfileByUsername"] = async ({ params, data, principal }) => {
  const user = await data.userRecords.find({ username: params.username }, { as: "view" });
  if (user === undefined) return notFound();
  return { status: 200, body: { profile: await viewProfile(user, { data, principal }) } };
};
