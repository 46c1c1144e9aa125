import type { Handlers } from "../api/index.js";
import type { TokenIssuer } from "../tokens.js";
import { createArticleComment } from "./create-article-comment.js";
import { createArticleFavorite } from "./create-article-favorite.js";
import { createArticle } from "./create-article.js";
import { createUser } from "./create-user.js";
import { deleteArticleComment } from "./delete-article-comment.js";
import { deleteArticleFavorite } from "./delete-article-favorite.js";
import { deleteArticle } from "./delete-article.js";
import { followUserByUsername } from "./follow-user-by-username.js";
import { getArticleComments } from "./get-article-comments.js";
import { getArticle } from "./get-article.js";
import { getArticlesFeed } from "./get-articles-feed.js";
import { getArticles } from "./get-articles.js";
import { getCurrentUser } from "./get-current-user.js";
import { getProfileByUsername } from "./get-profile-by-username.js";
import { getTags } from "./get-tags.js";
import { login } from "./login.js";
import { unfollowUserByUsername } from "./unfollow-user-by-username.js";
import { updateArticle } from "./update-article.js";
import { updateCurrentUser } from "./update-current-user.js";

export const createHandlers = (tokens: TokenIssuer): Handlers => ({
  login: login(tokens),
  createUser: createUser(tokens),
  getCurrentUser: getCurrentUser(tokens),
  updateCurrentUser: updateCurrentUser(tokens),
  getProfileByUsername,
  followUserByUsername,
  unfollowUserByUsername,
  getArticles,
  getArticlesFeed,
  createArticle,
  getArticle,
  updateArticle,
  deleteArticle,
  getArticleComments,
  createArticleComment,
  deleteArticleComment,
  createArticleFavorite,
  deleteArticleFavorite,
  getTags,
});
