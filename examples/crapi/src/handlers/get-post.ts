import { notFound, type Handlers } from "../api/index.js";
import { withComments } from "../posts.js";

export const getPost: Handlers["getPost"] = async ({ params, data }) => {
  const post = await data.posts.read(params.postId);
  return post === undefined ? notFound() : { status: 200, body: await withComments(data, post) };
};
