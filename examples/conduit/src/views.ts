import type { Article, Comment, Data, Principal, Profile, User } from "./api/index.js";
import type { ArticleRecordRow, CommentRecordRow, UserRecordRow } from "./api/data.js";

/** The caller, and what of the data they may reach. */
export interface Viewer {
  readonly data: Data;
  readonly principal: Principal | null;
}

/** Users as they see themselves. */
export function viewUser(user: UserRecordRow, token: string): User {
  return { email: user.email, username: user.username, bio: user.bio, image: user.image, token };
}

/** Users as everybody sees them, and whether the caller follows them. */
export async function viewProfile(user: UserRecordRow, { data, principal }: Viewer): Promise<Profile> {
  const follow =
    principal === null ? undefined : await data.follows.read(followId(principal.subject, user.id));
  return { username: user.username, bio: user.bio, image: user.image, following: follow !== undefined };
}

/** An article with its author, its tags, how many favour it, and whether the caller does. */
export async function viewArticle(article: ArticleRecordRow, viewer: Viewer): Promise<Article> {
  const { slug } = article;
  const { data, principal } = viewer;
  const tags = await data.articleTags.list({ filter: { articleSlug: slug }, sort: ["tag"] });
  const own = principal === null ? undefined : await data.favorites.read(favoriteId(principal.subject, slug));
  return {
    slug,
    title: article.title,
    description: article.description,
    body: article.body,
    tagList: tags.items.map(({ tag }) => tag),
    createdAt: article.createdAt,
    updatedAt: article.updatedAt,
    favorited: own !== undefined,
    favoritesCount: await data.favorites.count({ articleSlug: slug }),
    author: await viewAuthor(article.authorId, viewer),
  };
}

export async function viewComment(comment: CommentRecordRow, viewer: Viewer): Promise<Comment> {
  const { id, body, createdAt, updatedAt } = comment;
  return { id, body, createdAt, updatedAt, author: await viewAuthor(comment.authorId, viewer) };
}

/** One row for a user and an article: the same id cannot be inserted twice. */
export const favoriteId = (userId: string, slug: string): string => `${userId}:${slug}`;

/** One row for a follower and the one they follow. */
export const followId = (followerId: string, followedId: string): string => `${followerId}:${followedId}`;

async function viewAuthor(userId: string, viewer: Viewer): Promise<Profile> {
  const author = await viewer.data.userRecords.read(userId, { as: "view" });
  if (author === undefined) throw new Error("users are never removed, so an author is always there");
  return viewProfile(author, viewer);
}
