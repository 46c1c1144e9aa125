import type { Fetched } from "./fetch.js";
import type { RemotePolicy } from "./policy.js";

/** Documents of other hosts that one run may ask for, and bytes that they may come to altogether. */
const MAX_DOCUMENTS = 200;
const MAX_BYTES = 64 * 1024 * 1024;
/** How many are fetched at once. */
const CONCURRENCY = 6;

/**
 * Documents of other hosts. Reading goes on without those that are not there yet, and remembers them here; once they are
 * fetched, everything is read anew, so that reading itself never waits. Each address is asked once a run.
 */
export class RemoteDocuments {
  readonly policy: RemotePolicy;
  readonly #entry: string | null;
  readonly #fetched = new Map<string, Fetched>();
  readonly #wanted = new Map<string, URL>();
  #bytes = 0;
  #deadline: number | null = null;

  constructor(policy: RemotePolicy, entry: URL | null) {
    this.policy = policy;
    this.#entry = entry?.href ?? null;
  }

  /** The document at a URL, or null where it is not there yet; then it is fetched before the next reading. */
  get(url: URL): Fetched | null {
    const known = this.#fetched.get(url.href);
    if (known === undefined) this.#wanted.set(url.href, url);
    return known ?? null;
  }

  /** Fetches what was asked for in vain; answers whether there was anything. */
  async fetchWanted(): Promise<boolean> {
    const urls = [...this.#wanted.values()];
    this.#wanted.clear();
    this.#deadline ??= Date.now() + 6 * this.policy.timeout;
    for (let start = 0; start < urls.length; start += CONCURRENCY) {
      await Promise.all(urls.slice(start, start + CONCURRENCY).map((url) => this.#fetch(url)));
    }
    return urls.length > 0;
  }

  async #fetch(url: URL): Promise<void> {
    this.#fetched.set(url.href, this.#exhausted() ?? (await this.#ask(url)));
  }

  async #ask(url: URL): Promise<Fetched> {
    const isEntry = url.href === this.#entry;
    // Node's HTTPS takes as long to load as a hundred files to read, and most documents need none.
    const { fetchDocument } = await import("./fetch.js");
    const fetched = await fetchDocument(url, this.policy, (each) =>
      isEntry ? this.policy.entryRefusal(each) : this.policy.refusal(each),
    );
    if (fetched.kind === "found") this.#bytes += fetched.bytes.byteLength;
    if (fetched.kind === "found" && isEntry) this.policy.moveEntry(fetched.url);
    return fetched;
  }

  #exhausted(): Fetched | null {
    const failed = (reason: string): Fetched => ({ kind: "failed", reason });
    if (this.#fetched.size >= MAX_DOCUMENTS)
      return failed(`more than ${String(MAX_DOCUMENTS)} documents would be fetched`);
    if (this.#bytes > MAX_BYTES)
      return failed(`the documents fetched are larger than ${String(MAX_BYTES / 1024 / 1024)} MiB together`);
    return Date.now() > (this.#deadline ?? Infinity) ? failed("fetching takes too long altogether") : null;
  }
}
