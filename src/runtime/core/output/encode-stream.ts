import { discardSource, endedUnread, type ByteStream } from "./byte-stream.js";

export interface StreamOptions<Item> {
  /** Throws where the item may not leave as it is. */
  readonly encode: (item: Item) => Uint8Array | string;
  /** Aborted when the caller has gone, or the server closes. */
  readonly signal: AbortSignal;
  /** What is sent where nothing else was for a while, and after how many milliseconds. */
  readonly heartbeat?: { readonly text: string; readonly after: number };
  /** Called with what broke the stream off. */
  readonly failed: (error: unknown) => void;
}

/**
 * Encodes the items of a source one by one, no faster than they are taken. The source is closed when it ends, fails, or
 * the signal is aborted, also while it is still working on its next item.
 */
export function byteStream<Item>(source: AsyncIterable<Item>, options: StreamOptions<Item>): ByteStream {
  const discard = (): void => discardSource(source);
  return { [Symbol.asyncIterator]: () => endedUnread(bytesOf(source, options), discard), discard };
}

async function* bytesOf<Item>(
  source: AsyncIterable<Item>,
  { encode, signal, heartbeat, failed }: StreamOptions<Item>,
): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    let pending = iterator.next();
    for (;;) {
      const event = await nextEvent(pending, signal, heartbeat?.after);
      if (event === "gone") return;
      if (event === "idle") {
        yield bytes(heartbeat?.text ?? "");
        continue;
      }
      if (event.done === true) return;
      yield bytes(encode(event.value));
      pending = iterator.next();
    }
  } catch (error) {
    failed(error);
    throw error;
  } finally {
    close(iterator);
  }
}

function bytes(content: Uint8Array | string): Uint8Array {
  return typeof content === "string" ? Buffer.from(content) : content;
}

/** Not waited for: a generator that hangs answers `return` when its own `await` does, or never. */
function close(iterator: AsyncIterator<unknown>): void {
  void Promise.resolve(iterator.return?.()).catch(() => undefined);
}

/** What comes first: the next item, the end of the wait for it, or the end of everything. */
function nextEvent<Item>(
  pending: Promise<IteratorResult<Item>>,
  signal: AbortSignal,
  patience: number | undefined,
): Promise<IteratorResult<Item> | "gone" | "idle"> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", leave);
      finish();
    };
    const leave = (): void => settle(() => resolve("gone"));
    const timer =
      patience === undefined ? undefined : setTimeout(() => settle(() => resolve("idle")), patience);
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave);
    pending.then(
      (result) => settle(() => resolve(result)),
      (error: unknown) => settle(() => reject(error instanceof Error ? error : new Error("not an error"))),
    );
  });
}
