import { readJson } from "../input/json-text.js";
import { SourceError } from "./source-error.js";

export interface FetchJsonOptions {
  /** Milliseconds until the answer must be there whole. */
  readonly timeout: number;
  /** Bytes that it may have. */
  readonly size: number;
  /** What is posted, where something is. */
  readonly post?: { readonly form: Readonly<Record<string, string>>; readonly authorization: string };
}

/** Nothing that keys or answers about tokens need is nested deeper. */
const maxDepth = 16;

/**
 * Whether an address may be asked for what decides about callers: https, or a server on this machine.
 */
export function isTrustworthy(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

/**
 * Fetches a JSON object. Redirects are refused: they would move trust to whom nobody named. What is too large or too
 * slow is cut off.
 * @throws SourceError
 */
export async function fetchJson(
  address: string,
  { timeout, size, post }: FetchJsonOptions,
): Promise<Readonly<Record<string, unknown>>> {
  if (!isTrustworthy(address)) throw new SourceError(`${address} is not on https`);
  try {
    const response = await fetch(address, {
      redirect: "error",
      signal: AbortSignal.timeout(timeout),
      headers: { accept: "application/json", ...(post && { authorization: post.authorization }) },
      ...(post && { method: "POST", body: new URLSearchParams(post.form) }),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new SourceError(`${address} answered ${String(response.status)}`);
    }
    return parse(address, await readCapped(address, response, size));
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    throw new SourceError(`${address} ${timedOut ? "did not answer in time" : "could not be reached"}`, {
      cause: error,
    });
  }
}

async function readCapped(address: string, { body }: Response, size: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    if (length > size) throw new SourceError(`${address} answered more than ${String(size)} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(address: string, text: string): Readonly<Record<string, unknown>> {
  const reading = readJson(text, maxDepth);
  const value = reading.kind === "value" ? reading.value : null;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new SourceError(`${address} answered no JSON object`);
  return value as Readonly<Record<string, unknown>>;
}
