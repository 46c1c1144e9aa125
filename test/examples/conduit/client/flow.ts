import assert from "node:assert/strict";
import { connect, join, present, write } from "./conduit.js";

/** Registering, logging in, and changing one's own account. */
export async function accounts(baseUrl: string): Promise<void> {
  const { conduit, user, password } = await join(baseUrl, "ada");
  assert.deepEqual(
    { ...user, token: "" },
    { email: "ada@example.com", username: "ada", bio: "", image: "", token: "" },
  );

  const current = await conduit.GET("/user");
  assert.equal(present(current.data).user.email, user.email);

  const changed = await conduit.PUT("/user", {
    body: { user: { bio: "I count.", image: "https://example.com/ada.png" } },
  });
  assert.equal(present(changed.data).user.bio, "I count.");
  assert.equal(present(changed.data).user.username, "ada");

  const stranger = connect(baseUrl);
  const again = await stranger.POST("/users", {
    body: { user: { username: "ada", email: "other@example.com", password } },
  });
  assert.equal(again.response.status, 422);
  assert.deepEqual(again.error, { errors: { body: ["email or username is taken"] } });

  const renewed = "a quite different password";
  await conduit.PUT("/user", { body: { user: { password: renewed } } });
  const old = await stranger.POST("/users/login", { body: { user: { email: user.email, password } } });
  assert.equal(old.response.status, 401);
  const fresh = await stranger.POST("/users/login", {
    body: { user: { email: user.email, password: renewed } },
  });
  assert.equal(present(fresh.data).user.bio, "I count.");
}

/** Writing an article, finding it, changing it and taking it back. */
export async function articles(baseUrl: string): Promise<void> {
  const grace = await join(baseUrl, "grace");
  const written = await write(grace, "Compilers, a Love Story", ["compilers", "love"]);
  assert.match(written.slug, /^compilers-a-love-story-/);
  assert.deepEqual(written.tagList, ["compilers", "love"]);
  assert.deepEqual([written.favorited, written.favoritesCount, written.author.username], [false, 0, "grace"]);
  const params = { path: { slug: written.slug } };

  const stranger = connect(baseUrl);
  const read = await stranger.GET("/articles/{slug}", { params });
  assert.deepEqual(present(read.data).article, written);

  const updated = await grace.conduit.PUT("/articles/{slug}", {
    params,
    body: { article: { title: "Compilers" } },
  });
  const article = present(updated.data).article;
  assert.deepEqual([article.title, article.body, article.slug], ["Compilers", written.body, written.slug]);
  assert.ok(Date.parse(article.updatedAt) >= Date.parse(written.updatedAt));

  const removed = await grace.conduit.DELETE("/articles/{slug}", { params });
  assert.equal(removed.response.status, 204);
  const gone = await stranger.GET("/articles/{slug}", { params });
  assert.equal(gone.response.status, 404);
}

/** Finding articles by tag, author and favour, page by page. */
export async function lists(baseUrl: string): Promise<void> {
  const edsger = await join(baseUrl, "edsger");
  const barbara = await join(baseUrl, "barbara");
  const first = await write(edsger, "Goto", ["structure"]);
  const second = await write(edsger, "Semaphores", ["structure", "waiting"]);
  const third = await write(barbara, "Types", ["types"]);
  const stranger = connect(baseUrl);

  const slugs = async (query: {
    tag?: string;
    author?: string;
    favorited?: string;
    limit?: number;
    offset?: number;
  }) => {
    const { data } = await stranger.GET("/articles", { params: { query } });
    return { slugs: present(data).articles.map(({ slug }) => slug), count: present(data).articlesCount };
  };
  assert.deepEqual(await slugs({ author: "edsger" }), { slugs: [second.slug, first.slug], count: 2 });
  assert.deepEqual(await slugs({ author: "edsger", limit: 1, offset: 1 }), { slugs: [first.slug], count: 2 });
  assert.deepEqual(await slugs({ tag: "structure" }), { slugs: [second.slug, first.slug], count: 2 });
  assert.deepEqual(await slugs({ tag: "structure", author: "barbara" }), { slugs: [], count: 0 });
  assert.deepEqual(await slugs({ author: "nobody" }), { slugs: [], count: 0 });

  await barbara.conduit.POST("/articles/{slug}/favorite", { params: { path: { slug: first.slug } } });
  assert.deepEqual(await slugs({ favorited: "barbara" }), { slugs: [first.slug], count: 1 });
  assert.deepEqual(await slugs({ favorited: "barbara", tag: "waiting" }), { slugs: [], count: 0 });

  const tags = await stranger.GET("/tags");
  for (const tag of ["structure", "types", "waiting"]) assert.ok(present(tags.data).tags.includes(tag));

  await edsger.conduit.POST("/profiles/{username}/follow", { params: { path: { username: "barbara" } } });
  const feed = await edsger.conduit.GET("/articles/feed");
  assert.deepEqual(
    present(feed.data).articles.map(({ slug }) => slug),
    [third.slug],
  );
  assert.equal(present(feed.data).articles[0]?.author.following, true);
  const empty = await barbara.conduit.GET("/articles/feed");
  assert.deepEqual(empty.data, { articles: [], articlesCount: 0 });
}

/** Following, favouring and commenting, and taking each of them back. */
export async function conversation(baseUrl: string): Promise<void> {
  const alan = await join(baseUrl, "alan");
  const joan = await join(baseUrl, "joan");
  const { slug } = await write(alan, "Can machines think?");
  const params = { path: { slug } };

  const username = { params: { path: { username: "alan" } } };
  const followed = await joan.conduit.POST("/profiles/{username}/follow", username);
  assert.equal(present(followed.data).profile.following, true);
  const seen = await connect(baseUrl).GET("/profiles/{username}", username);
  assert.equal(present(seen.data).profile.following, false);
  const unfollowed = await joan.conduit.DELETE("/profiles/{username}/follow", username);
  assert.equal(present(unfollowed.data).profile.following, false);

  for (const expected of [1, 1]) {
    const favored = await joan.conduit.POST("/articles/{slug}/favorite", { params });
    assert.deepEqual(
      [present(favored.data).article.favorited, present(favored.data).article.favoritesCount],
      [true, expected],
    );
  }
  const others = await alan.conduit.GET("/articles/{slug}", { params });
  assert.deepEqual(
    [present(others.data).article.favorited, present(others.data).article.favoritesCount],
    [false, 1],
  );
  const unfavored = await joan.conduit.DELETE("/articles/{slug}/favorite", { params });
  assert.deepEqual(
    [present(unfavored.data).article.favorited, present(unfavored.data).article.favoritesCount],
    [false, 0],
  );

  const said = await joan.conduit.POST("/articles/{slug}/comments", {
    params,
    body: { comment: { body: "Do they?" } },
  });
  const { id, author } = present(said.data).comment;
  assert.equal(author.username, "joan");
  await alan.conduit.POST("/articles/{slug}/comments", {
    params,
    body: { comment: { body: "Let us play a game." } },
  });
  const both = await connect(baseUrl).GET("/articles/{slug}/comments", { params });
  assert.deepEqual(
    present(both.data)
      .comments.map(({ body }) => body)
      .sort(),
    ["Do they?", "Let us play a game."],
  );
  const removed = await joan.conduit.DELETE("/articles/{slug}/comments/{id}", {
    params: { path: { slug, id } },
  });
  assert.equal(removed.response.status, 204);
  const one = await connect(baseUrl).GET("/articles/{slug}/comments", { params });
  assert.equal(present(one.data).comments.length, 1);

  await joan.conduit.POST("/articles/{slug}/favorite", { params });
  const deleted = await alan.conduit.DELETE("/articles/{slug}", { params });
  assert.equal(deleted.response.status, 204);
  const none = await connect(baseUrl).GET("/articles/{slug}/comments", { params });
  assert.equal(none.response.status, 404);
}
