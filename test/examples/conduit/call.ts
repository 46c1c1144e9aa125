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
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** Sends a call without the manners of a typed client. */
export async function send(baseUrl: string, { method = "GET", path, token, body }: Call): Promise<Answer> {
  const headers = new Headers();
  if (token !== undefined) headers.set("authorization", `Token ${token}`);
  if (body !== undefined) headers.set("content-type", "application/json");
  const response = await fetch(baseUrl + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
