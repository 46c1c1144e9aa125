import assert from "node:assert/strict";
import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./schema.js";

/** A client with the types of the document as its authors publish it. */
export type Conduit = Client<paths>;

export type User = components["schemas"]["User"];
export type Article = components["schemas"]["Article"];

export function connect(baseUrl: string, token?: string): Conduit {
  return createClient<paths>({
    baseUrl,
    ...(token === undefined ? {} : { headers: { Authorization: `Token ${token}` } }),
  });
}

export interface Member {
  readonly conduit: Conduit;
  readonly user: User;
  readonly password: string;
}

/** Somebody who registers, logs in and goes on with the token. */
export async function join(baseUrl: string, username: string): Promise<Member> {
  const password = `the password of ${username}`;
  const email = `${username}@example.com`;
  const stranger = connect(baseUrl);
  const registered = await stranger.POST("/users", { body: { user: { username, email, password } } });
  assert.equal(registered.response.status, 201);
  const login = await stranger.POST("/users/login", { body: { user: { email, password } } });
  assert.equal(login.response.status, 200);
  const user = present(login.data).user;
  return { conduit: connect(baseUrl, user.token), user, password };
}

export async function write(author: Member, title: string, tagList: string[] = []): Promise<Article> {
  const { data, response } = await author.conduit.POST("/articles", {
    body: { article: { title, description: `About ${title}`, body: `All of ${title}`, tagList } },
  });
  assert.equal(response.status, 201);
  return present(data).article;
}

/** The value, which the document promises for the status that was just asserted. */
export function present<T>(value: T | undefined): T {
  assert.ok(value !== undefined);
  return value;
}
