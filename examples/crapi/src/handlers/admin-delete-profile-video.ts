import { notFound, type Handlers } from "../api/index.js";

export const adminDeleteProfileVideo: Handlers["adminDeleteProfileVideo"] = async ({ params, data }) =>
  (await data.profileVideos.delete(params.video_id, { as: "moderate" }))
    ? { status: 200, body: { message: "The video was deleted.", status: 200 } }
    : notFound();
