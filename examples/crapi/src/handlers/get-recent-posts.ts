import type { Handlers } from "../api/index.js";
import { withComments } from "../posts.js";

export const getRecentPosts: Handlers["getRecentPosts"] = async ({ query, data }) => {
  const { items } = await data.posts.list({ sort: ["-CreatedAt"], limit: query.limit, offset: query.offset });
  return { status: 200, body: await Promise.all(items.map((post) => withComments(data, post))) };
};
