import { notFound, type Handlers } from "../api/index.js";

export const getProfileVideo: Handlers["getProfileVideo"] = async ({ params, data }) => {
  const video = await data.profileVideos.read(params.video_id);
  return video === undefined ? notFound() : { status: 200, body: video };
};
