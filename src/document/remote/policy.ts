import { isLiteralHost } from "./addresses.js";

/** What may be fetched from other hosts. Nothing is, unless a host is listed. */
export interface RemoteOptions {
  /** Hosts that references may lead to, as `specs.example.com` or `specs.example.com:8443`. */
  readonly hosts?: readonly string[];
  /** Milliseconds for one document, from the first byte sent to the last received; 10,000 by default. */
  readonly timeout?: number;
  /** Bytes of one document, decompressed; 16 MiB by default. */
  readonly maxBytes?: number;
  /** Whether listed names may resolve to private addresses; false by default. */
  readonly privateAddresses?: boolean;
}

/** Decides which URLs may be fetched. */
export class RemotePolicy {
  readonly timeout: number;
  readonly maxBytes: number;
  readonly #hosts: ReadonlySet<string>;
  readonly #privateAddresses: boolean;
  readonly #entryHost: string | null;
  /** Folders of the document itself, which may refer to what is in them. */
  readonly #folders: string[] = [];

  /** `entry` is the document where that is a URL: the user named it, and so its host. */
  constructor(options: RemoteOptions, entry: URL | null) {
    this.timeout = options.timeout ?? 10_000;
    this.maxBytes = options.maxBytes ?? 16 * 1024 * 1024;
    this.#hosts = new Set((options.hosts ?? []).map((host) => host.toLowerCase().replace(/:443$/u, "")));
    this.#privateAddresses = options.privateAddresses ?? false;
    this.#entryHost = entry === null ? null : entry.host;
    if (entry !== null) this.#folders.push(new URL(".", entry).href);
  }

  /** The document was moved within its host: what is beside it now may be referred to as well. */
  moveEntry(to: URL): void {
    this.#folders.push(new URL(".", to).href);
  }

  /** Why a reference may not lead to a URL, or null where it may. */
  refusal(url: URL): string | null {
    const wrong = unsafe(url);
    if (wrong !== null) return wrong;
    if (this.#hosts.has(url.host) || this.#folders.some((folder) => url.href.startsWith(folder))) return null;
    if (url.host === this.#entryHost)
      return `It leads out of the folder of the document (${this.#folders[0] ?? ""}).`;
    return `The host ${url.host} is not allowed.`;
  }

  /** Why the document itself may not be fetched from a URL, or null where it may. */
  entryRefusal(url: URL): string | null {
    return url.host === this.#entryHost ? unsafe(url) : this.refusal(url);
  }

  /** Whether a host may resolve to a private address: the user wrote the address itself, or named the document there. */
  allowsPrivate(url: URL): boolean {
    return this.#privateAddresses || url.host === this.#entryHost || isLiteralHost(url.hostname);
  }
}

function unsafe(url: URL): string | null {
  if (url.protocol !== "https:") return "Other documents are fetched over https only.";
  return url.username !== "" || url.password !== "" ? "A URL with credentials in it is not fetched." : null;
}

/** Whether a document is named by a URL. */
export function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//iu.test(text);
}

/** The URL without its fragment, or null where the text is none. */
export function parseUrl(text: string, base?: URL): URL | null {
  if (!URL.canParse(text, base?.href)) return null;
  const url = new URL(text, base);
  url.hash = "";
  return url;
}
