import { createHmac } from "node:crypto";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { FastifyInstance } from "fastify";
import { pino, type Logger } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DataSource } from "../../src/runtime/data/source.js";
import { buildExample } from "../support/example-project.js";
import { openDatabase, type TestDatabase } from "../support/postgres.js";
import { sharedIsPresent, sharedNote, sharedPath } from "../support/shared.js";
import { send, type Answer, type Call } from "./conduit/call.js";

interface Tokens {
  issue(userId: string, lifetime?: number): Promise<string>;
  readonly publicKeys: string;
}

/** What the test uses of the compiled example and its client. */
interface Modules {
  createApp(options: { data: DataSource; tokens: Tokens; logger: Logger }): Promise<FastifyInstance>;
  createTokenIssuer(): Promise<Tokens>;
  readonly flow: Readonly<
    Record<"accounts" | "articles" | "lists" | "conversation", (baseUrl: string) => Promise<void>>
  >;
}

async function load(output: string): Promise<Modules> {
  const parts = await Promise.all(
    ["src/app.js", "src/tokens.js", "client/flow.js"].map(
      (file) => import(pathToFileURL(path.join(output, file)).href) as Promise<object>,
    ),
  );
  const [app, tokens, flow] = parts;
  return { ...app, ...tokens, flow } as Modules;
}

interface Author {
  readonly id: string;
  readonly token: string;
}

/** Hashing a password is slow on purpose, and slower where many tests share the machine. */
const patience = 120_000;

describe.skipIf(!sharedIsPresent)(`Conduit behind its fence${sharedNote}`, { timeout: patience }, () => {
  let database: TestDatabase;
  let server: FastifyInstance;
  let tokens: Tokens;
  /** Signs with a key of its own, which the server does not know. */
  let forger: Tokens;
  let flow: Modules["flow"];
  let baseUrl: string;
  const log: string[] = [];
  const answers: string[] = [];

  beforeAll(async () => {
    const client = fileURLToPath(new URL("./conduit/client", import.meta.url));
    const project = await buildExample({
      example: "conduit",
      document: sharedPath("corpus/realworld/conduit.yaml"),
      client,
    });
    const modules = await load(project.output);
    flow = modules.flow;
    tokens = await modules.createTokenIssuer();
    forger = await modules.createTokenIssuer();
    database = await openDatabase(project.schema);
    const logger = pino({ level: "trace" }, { write: (line: string) => void log.push(line) });
    server = await modules.createApp({ data: database.source, tokens, logger });
    baseUrl = await server.listen({ host: "127.0.0.1", port: 0 });
  }, 3 * patience);

  afterAll(async () => {
    await server.close();
    await database.close();
  });

  async function call(request: Call): Promise<Answer> {
    const answer = await send(baseUrl, request);
    answers.push(answer.text);
    return answer;
  }

  async function register(username: string): Promise<Author> {
    const user = { username, email: `${username}@example.com`, password: `the password of ${username}` };
    const answer = await call({ method: "POST", path: "/users", body: { user } });
    expect(answer.status, answer.text).toBe(201);
    const { token } = (JSON.parse(answer.text) as { user: { token: string } }).user;
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as {
      sub: string;
    };
    return { id: claims.sub, token };
  }

  async function publish({ token }: Author, title: string): Promise<string> {
    const article = { title, description: "d", body: "b" };
    const answer = await call({ method: "POST", path: "/articles", token, body: { article } });
    expect(answer.status, answer.text).toBe(201);
    return (JSON.parse(answer.text) as { article: { slug: string } }).article.slug;
  }

  async function comment({ token }: Author, slug: string): Promise<number> {
    const body = { comment: { body: "first!" } };
    const answer = await call({ method: "POST", path: `/articles/${slug}/comments`, token, body });
    expect(answer.status, answer.text).toBe(200);
    return (JSON.parse(answer.text) as { comment: { id: number } }).comment.id;
  }

  describe("used as its document says, with a typed client of that document", () => {
    it("registers, logs in, shows and changes an account", () => flow.accounts(baseUrl));
    it("creates, shows, changes and deletes an article", () => flow.articles(baseUrl));
    it("lists articles by tag, author and favour, the feed, and the tags", () => flow.lists(baseUrl));
    it("follows, favours and comments, and takes each back", () => flow.conversation(baseUrl));
  });

  describe("attacked", () => {
    let owner: Author;
    let other: Author;
    let slug: string;

    beforeAll(async () => {
      owner = await register("owner");
      other = await register("other");
      slug = await publish(owner, "Mine");
    }, patience);

    it("[C22] [C24] answers an article of somebody else like one that is not there", async () => {
      const body = { article: { title: "taken over" } };
      for (const request of [{ method: "PUT", body }, { method: "DELETE" }]) {
        const theirs = await call({ ...request, path: `/articles/${slug}`, token: other.token });
        const missing = await call({ ...request, path: "/articles/no-such-article", token: other.token });
        expect([theirs.status, missing.status]).toEqual([404, 404]);
        expect(theirs.text).toBe(missing.text);
      }
      const read = await call({ path: `/articles/${slug}` });
      expect(read.text).toContain('"title":"Mine"');
    });

    it("[C21] [C22] deletes no comment of somebody else, not even for the author of the article", async () => {
      const id = await comment(other, slug);
      const theirs = await call({
        method: "DELETE",
        path: `/articles/${slug}/comments/${String(id)}`,
        token: owner.token,
      });
      const missing = await call({
        method: "DELETE",
        path: `/articles/${slug}/comments/2000000000`,
        token: owner.token,
      });
      expect([theirs.status, missing.status]).toEqual([404, 404]);
      expect(theirs.text).toBe(missing.text);
      const shown = await call({ path: `/articles/${slug}/comments` });
      expect(shown.text).toContain(`"id":${String(id)}`);
    });

    it("[C21] reaches no comment through an article that it does not belong to", async () => {
      const elsewhere = await publish(other, "Elsewhere");
      const id = await comment(other, slug);
      const wrong = await call({
        method: "DELETE",
        path: `/articles/${elsewhere}/comments/${String(id)}`,
        token: other.token,
      });
      expect(wrong.status).toBe(404);
      const right = await call({
        method: "DELETE",
        path: `/articles/${slug}/comments/${String(id)}`,
        token: other.token,
      });
      expect(right.status).toBe(204);
    });

    it.each(["author", "favoritesCount", "slug", "id", "authorId"])(
      "[C38] [C72] refuses %s in a new article and in a change, by name",
      async (name) => {
        const article = { title: "Loaded", description: "d", body: "b", [name]: "x" };
        const created = await call({
          method: "POST",
          path: "/articles",
          token: owner.token,
          body: { article },
        });
        const change = { article: { title: "Loaded", [name]: "x" } };
        const changed = await call({
          method: "PUT",
          path: `/articles/${slug}`,
          token: owner.token,
          body: change,
        });
        expect([created.status, changed.status]).toEqual([400, 400]);
        for (const answer of [created, changed]) expect(answer.text).toContain(`/article/${name}`);
      },
    );

    it("[C38] refuses an id and a role in a registration, by name", async () => {
      for (const name of ["id", "role"]) {
        const user = {
          username: "loaded",
          email: "loaded@example.com",
          password: "long enough",
          [name]: owner.id,
        };
        const answer = await call({ method: "POST", path: "/users", body: { user } });
        expect(answer.status).toBe(400);
        expect(answer.text).toContain(`/user/${name}`);
      }
    });

    it("[C14] [C18] [C19] answers a missing, expired, unsigned, confused and forged token with one 401", async () => {
      const [, claims = ""] = owner.token.split(".");
      const none = Buffer.from(JSON.stringify({ alg: "none", typ: "at+jwt" })).toString("base64url");
      const expired = await tokens.issue(owner.id, -3600);
      const hmac = `${Buffer.from(JSON.stringify({ alg: "HS256", typ: "at+jwt" })).toString("base64url")}.${claims}`;
      const confused = `${hmac}.${createHmac("sha256", tokens.publicKeys).update(hmac).digest("base64url")}`;
      const forged = await forger.issue(owner.id);
      const missing = await call({ path: "/user" });
      expect(missing.status).toBe(401);
      for (const token of [expired, `${none}.${claims}.`, confused, forged]) {
        const answer = await call({ path: "/user", token });
        expect([answer.status, answer.text]).toEqual([401, missing.text]);
      }
      expect((await call({ path: "/user", token: owner.token })).status).toBe(200);
    });

    it("[C13] verifies a token also where none is needed", async () => {
      expect((await call({ path: "/articles" })).status).toBe(200);
      expect((await call({ path: "/articles", token: await tokens.issue(owner.id, -3600) })).status).toBe(
        401,
      );
    });

    it("[C45] shows no body of an article in lists, where the document declares none", async () => {
      const list = await call({ path: "/articles?author=owner" });
      const { articles } = JSON.parse(list.text) as { articles: Record<string, unknown>[] };
      expect(articles.map((article) => Object.keys(article))).toEqual([
        expect.not.arrayContaining(["body", "authorId"]),
      ]);
      expect(articles[0]?.["slug"]).toBe(slug);
    });

    it("[C17] [C50] [C52] refuses the sixth wrong password for one account, and not another account", async () => {
      const login = (email: string, password: string) =>
        call({ method: "POST", path: "/users/login", body: { user: { email, password } } });
      for (let attempt = 0; attempt < 5; attempt += 1) {
        expect((await login("owner@example.com", `guess ${String(attempt)}`)).status).toBe(401);
      }
      const sixth = await login("owner@example.com", "the password of owner");
      expect(sixth.status).toBe(429);
      expect(Number(sixth.headers.get("retry-after"))).toBeGreaterThan(0);
      expect((await login("other@example.com", "the password of other")).status).toBe(200);
    });

    it("keeps passwords as salted hashes only", async () => {
      const rows = await database.sql("select password from users");
      expect(rows.length).toBeGreaterThan(1);
      for (const { password } of rows) expect(password).toMatch(/^\$scrypt\$/);
      expect(new Set(rows.map(({ password }) => password)).size).toBe(rows.length);
    });

    it("[C44] [C65] has shown no password, hash or token where none belongs, and logged none", () => {
      const said = [...answers, ...log].join("\n");
      expect(answers.length).toBeGreaterThan(20);
      expect(log.length).toBeGreaterThan(20);
      expect(said).not.toContain("the password of");
      expect(said).not.toContain("$scrypt$");
      expect(log.join("\n")).not.toContain(owner.token);
      expect(log.join("\n")).not.toContain("@example.com");
    });
  });
});
