/** What came back, read once. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly token?: string;
  /** Sent as JSON; text is sent as it is. */
  readonly body?: unknown;
}

/** Sends one call to the running server. */
export async function send(baseUrl: string, { method = "GET", path, token, body }: Call): Promise<Answer> {
  const headers = new Headers();
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  if (body !== undefined) headers.set("content-type", "application/json");
  const response = await fetch(baseUrl + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The value of the first member with this name in a JSON answer. */
export function found(answer: Answer, name: string): unknown {
  const queue: unknown[] = [JSON.parse(answer.text)];
  for (let value = queue.shift(); value !== undefined; value = queue.shift()) {
    if (typeof value !== "object" || value === null) continue;
    if (Object.hasOwn(value, name)) return (value as Record<string, unknown>)[name];
    queue.push(...Object.values(value));
  }
  throw new Error(`no ${name} in ${answer.text}`);
}
