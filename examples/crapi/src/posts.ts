import type { AccountRow, Data, PostRow } from "./api/data.js";
import type { Author, Post } from "./api/index.js";

/** What a post shows of its author. */
export function authorOf(account: AccountRow): Author {
  return {
    nickname: account.name,
    profile_pic_url: account.picture_url ?? "",
    created_at: new Date().toISOString(),
  };
}

/** A post with its newest comments. */
export async function withComments(data: Data, post: PostRow): Promise<Post> {
  const { items } = await data.postComments.list({ filter: { post_id: post.id }, limit: 100 });
  return { ...post, comments: items };
}
