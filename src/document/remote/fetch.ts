import { lookup } from "node:dns";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import type { LookupFunction } from "node:net";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { isPrivateAddress } from "./addresses.js";
import type { RemotePolicy } from "./policy.js";

/** What came of asking for a document. */
export type Fetched =
  /** `url` is where it was found, after redirects. */
  | { readonly kind: "found"; readonly url: URL; readonly bytes: Uint8Array }
  | { readonly kind: "failed"; readonly reason: string };

const MAX_REDIRECTS = 5;

/** A failure that the user can do something about; its message completes "https://…: ". */
class FetchError extends Error {}

/**
 * Fetches one document. `refusal` judges every address on the way, the first and those of redirects. Nothing but the
 * address is sent: no credentials, no cookies. Certificates are checked as Node does (`NODE_EXTRA_CA_CERTS` adds to them).
 */
export async function fetchDocument(
  url: URL,
  policy: RemotePolicy,
  refusal: (url: URL) => string | null,
): Promise<Fetched> {
  const signal = AbortSignal.timeout(policy.timeout);
  try {
    return await follow(url, policy, refusal, signal);
  } catch (error) {
    if (signal.aborted) return failed(`no complete answer within ${String(policy.timeout / 1000)} s`);
    return failed(reasonOf(error));
  }
}

function failed(reason: string): Fetched {
  return { kind: "failed", reason };
}

async function follow(
  start: URL,
  policy: RemotePolicy,
  refusal: (url: URL) => string | null,
  signal: AbortSignal,
): Promise<Fetched> {
  let url = start;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const refused = refusal(url);
    if (refused !== null) return failed(url === start ? refused : `it redirects to ${url.href}. ${refused}`);
    const response = await get(url, policy, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return { kind: "found", url, bytes: await bodyOf(response, policy) };
    response.destroy();
    const target = [301, 302, 303, 307, 308].includes(statusCode) ? headers.location : undefined;
    if (target === undefined) return failed(`the server answered with status ${String(statusCode)}`);
    if (!URL.canParse(target, url.href)) return failed("it redirects to what is no URL");
    url = new URL(target, url);
    url.hash = "";
  }
  return failed(`it redirects more than ${String(MAX_REDIRECTS)} times`);
}

function get(url: URL, policy: RemotePolicy, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = {
      accept: "application/yaml, application/json, text/yaml, text/plain;q=0.9, */*;q=0.5",
      "accept-encoding": "gzip, br",
      "user-agent": "ringfence",
    };
    const options = {
      headers,
      signal,
      agent: new Agent({ keepAlive: false }),
      lookup: policy.allowsPrivate(url) ? lookup : publicLookup,
    };
    request(url, options, resolve).on("error", reject).end();
  });
}

/** Resolves names to public addresses only, at the very moment of connecting: the answer cannot change in between. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      callback(error, "", 4);
      return;
    }
    const [first] = addresses;
    if (first === undefined || addresses.some(({ address }) => isPrivateAddress(address))) {
      const message = `${hostname} is a private address, which only \`remote.privateAddresses\` allows`;
      callback(new FetchError(message), "", 4);
      return;
    }
    if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

async function bodyOf(response: IncomingMessage, { maxBytes }: RemotePolicy): Promise<Uint8Array> {
  const tooLarge = `larger than ${String(Math.floor(maxBytes / 1024))} KiB`;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new FetchError(tooLarge);
    chunks.push(chunk);
  }
  if (!response.complete) throw new FetchError("the connection broke off");
  return await decompress(Buffer.concat(chunks), response.headers["content-encoding"], maxBytes, tooLarge);
}

const decoders = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

async function decompress(
  bytes: Buffer,
  encoding: string | undefined,
  maxBytes: number,
  tooLarge: string,
): Promise<Uint8Array> {
  const name = (encoding ?? "identity").trim().toLowerCase();
  if (name === "identity" || name === "") return bytes;
  if (!Object.hasOwn(decoders, name))
    throw new FetchError(`it is encoded as ${JSON.stringify(name)}, which is not read`);
  try {
    return await decoders[name as keyof typeof decoders](bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    throw new FetchError(
      codeOf(error) === "ERR_BUFFER_TOO_LARGE" ? tooLarge : `it is not the ${name} it claims to be`,
    );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

function reasonOf(error: unknown): string {
  if (error instanceof FetchError) return error.message;
  const code = codeOf(error);
  if (code === "") throw error;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "no such host";
  if (code === "ECONNREFUSED") return "nobody answers there";
  if (code === "ECONNRESET" || code === "EPIPE") return "the connection broke off";
  if (code.includes("CERT") || code.startsWith("UNABLE_TO") || code.startsWith("ERR_TLS")) {
    return `its certificate is not trusted (${code}); NODE_EXTRA_CA_CERTS can name further authorities`;
  }
  return `it cannot be fetched (${code})`;
}
