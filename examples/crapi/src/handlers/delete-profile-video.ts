import { notFound, type Handlers } from "../api/index.js";

export const deleteProfileVideo: Handlers["deleteProfileVideo"] = async ({ params, data }) =>
  (await data.profileVideos.delete(params.video_id))
    ? { status: 200, body: { message: "The video was deleted.", status: 200 } }
    : notFound();
