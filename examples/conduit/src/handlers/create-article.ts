import type { Handlers } from "../api/index.js";
import { slugOf } from "../slug.js";
import { viewArticle } from "../views.js";

export const createArticle: Handlers["createArticle"] = async ({ body, data, principal }) => {
  const { tagList = [], ...content } = body.article;
  const article = await data.transaction(async ({ articleRecords, articleTags }) => {
    const created = await articleRecords.create(content, { set: { slug: slugOf(content.title) } });
    for (const tag of tagList) {
      const id = `${created.slug}:${tag}`;
      await articleTags.create({ tag }, { set: { id, articleSlug: created.slug } });
    }
    return created;
  });
  return { status: 201, body: { article: await viewArticle(article, { data, principal }) } };
};
