import type { World } from "./world.js";

/** What came back, read once. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What else must be true of an answer; says what is wrong, or nothing. */
export type Check = (answer: Answer, world: World) => string | undefined;

/** One scene of the walk: who does what, what must come back, and which control answers. */
export interface Step {
  readonly title: string;
  readonly control: string;
  readonly status: number;
  readonly call: (world: World) => Promise<Call> | Call;
  readonly check?: Check;
}

/** Sends one call to the running server. */
export async function send(baseUrl: string, call: Call): Promise<Answer> {
  const headers = new Headers(call.headers);
  if (call.token !== undefined) headers.set("authorization", `Bearer ${call.token}`);
  const init: RequestInit = { method: call.method ?? "GET", headers };
  if (call.body !== undefined) {
    headers.set("content-type", "application/json");
    init.body = typeof call.body === "string" ? call.body : JSON.stringify(call.body);
  }
  const response = await fetch(baseUrl + call.path, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A member of a JSON answer, by its path; undefined where there is none. */
export function member(json: unknown, ...path: readonly (string | number)[]): unknown {
  let current: unknown = json;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<string | number, unknown>)[key];
  }
  return current;
}
