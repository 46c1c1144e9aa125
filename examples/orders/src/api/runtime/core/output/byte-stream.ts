/** Bytes that leave as they come. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
  /** Closes a source that nobody will read, such as an open file behind the answer to HEAD. */
  readonly discard: () => void;
}

/** Closes what a handler gave as a body and nobody will read. */
export function discardSource(body: unknown): void {
  if (isByteStream(body)) body.discard();
  else if (
    typeof body === "object" &&
    body !== null &&
    "destroy" in body &&
    typeof body.destroy === "function"
  ) {
    body.destroy();
  }
}

/** The same stream with something to do when it is over, however it ends; `failed` tells whether it broke off. */
export function whenOver(stream: ByteStream, ended: (failed: boolean) => void): ByteStream {
  async function* watched(): AsyncGenerator<Uint8Array> {
    let failed = false;
    try {
      yield* stream;
    } catch (error) {
      failed = true;
      throw error;
    } finally {
      ended(failed);
    }
  }
  const discard = (): void => {
    stream.discard();
    ended(false);
  };
  return { [Symbol.asyncIterator]: () => endedUnread(watched(), discard), discard };
}

/** A generator that nobody began runs not even its `finally` when it is ended: `discard` then does what is to be done. */
export function endedUnread(
  source: AsyncGenerator<Uint8Array>,
  discard: () => void,
): AsyncIterator<Uint8Array> {
  let isBegun = false;
  return {
    next: () => {
      isBegun = true;
      return source.next();
    },
    return: () => {
      if (!isBegun) discard();
      return source.return(undefined);
    },
  };
}

export function isByteStream(body: unknown): body is ByteStream {
  return typeof body === "object" && body !== null && "discard" in body;
}
