import { notFound, type Handlers } from "../api/index.js";

export const updateProfileVideo: Handlers["updateProfileVideo"] = async ({ params, body, data }) => {
  const video = await data.profileVideos.update(params.video_id, {
    ...(body.videoName === undefined ? {} : { video_name: body.videoName }),
    ...(body.video_url === undefined ? {} : { video: body.video_url }),
  });
  return video === undefined ? notFound() : { status: 200, body: video };
};
