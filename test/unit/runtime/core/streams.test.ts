import { describe, expect, test, vi } from "vitest";
import { accepted } from "../../../../src/runtime/core/output/accept.js";
import { attachment } from "../../../../src/runtime/core/output/attachment.js";
import { byteStream } from "../../../../src/runtime/core/output/encode-stream.js";
import { formatEvent } from "../../../../src/runtime/core/output/server-events.js";

describe("byte streams", () => {
  const text = (chunk: Uint8Array) => Buffer.from(chunk).toString();
  const options = (signal: AbortSignal) => ({
    encode: (item: string) => item,
    signal,
    failed: () => undefined,
  });

  test("take one item after the other, and no further one before the last has been taken", async () => {
    let made = 0;
    async function* source() {
      for (;;) yield String((made += 1));
    }
    const iterator = byteStream(source(), options(new AbortController().signal))[Symbol.asyncIterator]();
    for (const expected of ["1", "2", "3"]) {
      const { value } = await iterator.next();
      expect(text(value)).toBe(expected);
    }
    expect(made).toBeLessThanOrEqual(4);
    await iterator.return?.();
  });

  test("send a sign of life while nothing comes, and end at once when they are told to", async () => {
    vi.useFakeTimers();
    async function* source() {
      yield "first";
      await new Promise(() => undefined);
    }
    const controller = new AbortController();
    const heartbeat = { text: ":", after: 1_000 };
    const iterator = byteStream(source(), { ...options(controller.signal), heartbeat })[
      Symbol.asyncIterator
    ]();
    const next = async () => {
      const pending = iterator.next();
      await vi.advanceTimersByTimeAsync(1_000);
      return text((await pending).value as Uint8Array);
    };
    expect([await next(), await next(), await next()]).toEqual(["first", ":", ":"]);
    const last = iterator.next();
    controller.abort();
    expect((await last).done).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  test("do not begin for a caller that is gone already", async () => {
    const stream = byteStream(
      (async function* () {
        yield "never";
      })(),
      options(AbortSignal.abort()),
    );
    expect((await stream[Symbol.asyncIterator]().next()).done).toBe(true);
  });
});

test.each([
  [{ event: "a\nb" }, "event"],
  [{ id: "a\rb" }, "id"],
  [{ id: "a\0" }, "id"],
  [{ retry: 1.5 }, "retry"],
  [{ retry: -1 }, "retry"],
])("[C41] the event %j cannot be written", (fields, name) => {
  expect(() => formatEvent(fields, "")).toThrow(name);
});

test.each([
  ["report.csv", 'attachment; filename="report.csv"'],
  ["../../etc/passwd", 'attachment; filename="passwd"'],
  ["C:\\temp\\a.txt", 'attachment; filename="a.txt"'],
  ['a"b\r\nX: 1;.txt', "attachment; filename=\"a_bX: 1;.txt\"; filename*=UTF-8''a%22bX%3A%201%3B.txt"],
  [
    "größe 100%.pdf",
    "attachment; filename=\"gr__e 100_.pdf\"; filename*=UTF-8''gr%C3%B6%C3%9Fe%20100%25.pdf",
  ],
  ["\u202efdp.exe", 'attachment; filename="fdp.exe"'],
  ["", 'attachment; filename="download"'],
])("[C41] %j is saved as %s", (name, value) => {
  expect(attachment(name)).toBe(value);
});

test.each([
  [[], ["a/b", "c/d"]],
  [["c/*"], ["c/d"]],
  [["c/d, a/b;q=0.9"], ["c/d", "a/b"]],
  [["*/*;q=0.1, a/b;q=0"], ["c/d"]],
  [["a/b;q=0.001;level=1"], ["a/b"]],
  [["a/b;q=2"], ["a/b", "c/d"]],
  [["x/y"], []],
  [
    ["a/b", "c/d;q=1"],
    ["a/b", "c/d"],
  ],
])("of a/b and c/d, Accept %j takes %j", (accept, types) => {
  expect(accepted(["a/b", "c/d"], accept)).toEqual(types);
});

test("an offered range fits what lies within", () => {
  expect(accepted(["image/*"], ["image/png"])).toEqual(["image/*"]);
  expect(accepted(["image/*"], ["text/html"])).toEqual([]);
});
