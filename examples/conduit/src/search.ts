import type { Data, GetArticlesFeedResponse200 } from "./api/index.js";
import type { ArticleRecordFilter } from "./api/data.js";
import { viewArticle, type Viewer } from "./views.js";

/** What the list of articles may be narrowed by. */
export interface ArticleQuery {
  readonly tag?: string;
  /** Name of a user. */
  readonly author?: string;
  /** Name of a user. */
  readonly favorited?: string;
}

/** The filter for a query, or null where it cannot match anything. */
export async function articleFilter(data: Data, query: ArticleQuery): Promise<ArticleRecordFilter | null> {
  const { tag, author, favorited } = query;
  const slugs: ReadonlySet<string>[] = [];
  if (tag !== undefined) slugs.push(await slugsTagged(data, tag));
  if (favorited !== undefined) slugs.push(await slugsFavoredBy(data, favorited));
  const [first, ...others] = slugs;
  const filter =
    first === undefined ? {} : { slug: [...first].filter((slug) => others.every((set) => set.has(slug))) };
  if (author === undefined) return filter;
  const user = await data.userRecords.find({ username: author }, { as: "view" });
  return user === undefined ? null : { ...filter, authorId: user.id };
}

/** One page of articles, newest first, and how many there are in all. */
export async function listArticles(
  viewer: Viewer,
  filter: ArticleRecordFilter | null,
  page: { readonly limit: number; readonly offset: number },
): Promise<GetArticlesFeedResponse200> {
  if (filter === null) return { articles: [], articlesCount: 0 };
  const { limit, offset } = page;
  const { articleRecords } = viewer.data;
  const { items } = await articleRecords.list({ filter, sort: ["-createdAt"], limit, offset });
  const articles = await Promise.all(items.map((article) => viewArticle(article, viewer)));
  return { articles, articlesCount: await articleRecords.count(filter) };
}

/** Every row of a list, page by page. */
export async function everyRow<Row>(
  page: (
    after: string | undefined,
  ) => Promise<{ readonly items: readonly Row[]; readonly next: string | null }>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await page(after);
    rows.push(...items);
    after = next ?? undefined;
  } while (after !== undefined);
  return rows;
}

async function slugsTagged(data: Data, tag: string): Promise<ReadonlySet<string>> {
  const rows = await everyRow((after) => data.articleTags.list({ filter: { tag }, limit: 100, after }));
  return new Set(rows.map(({ articleSlug }) => articleSlug));
}

async function slugsFavoredBy(data: Data, username: string): Promise<ReadonlySet<string>> {
  const user = await data.userRecords.find({ username }, { as: "view" });
  if (user === undefined) return new Set();
  const rows = await everyRow((after) =>
    data.favorites.list({ filter: { userId: user.id }, limit: 100, after }),
  );
  return new Set(rows.map(({ articleSlug }) => articleSlug));
}
