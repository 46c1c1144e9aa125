import { notFound, type Handlers } from "../api/index.js";

/** Conversion would hand the stored parameters, which no caller can write, to an encoder without a shell. */
export const convertProfileVideo: Handlers["convertProfileVideo"] = async ({ query, data }) => {
  const video = await data.profileVideos.read(query.video_id);
  return video === undefined
    ? notFound()
    : { status: 200, body: { message: `${video.video_name} is waiting for its conversion.`, status: 200 } };
};
