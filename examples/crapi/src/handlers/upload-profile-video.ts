import { contactOf, ownAccount } from "../accounts.js";
import { notFound, type Handlers } from "../api/index.js";

export const uploadProfileVideo: Handlers["uploadProfileVideo"] = async ({ body, data, principal }) => {
  const account = await ownAccount(data, principal);
  if (account === undefined) return notFound();
  const video = await data.profileVideos.create(
    { video_name: body.name, video: `data:video/mp4;base64,${body.file}`, user: contactOf(account) },
    { set: { conversion_params: "-v codec h264" } },
  );
  return { status: 200, body: video };
};
