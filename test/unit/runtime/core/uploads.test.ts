import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { safeFileName } from "../../../../src/runtime/core/input/file-name.js";
import { looksLike } from "../../../../src/runtime/core/input/sniff.js";
import { createUploadReader, type UploadOptions } from "../../../../src/runtime/core/input/uploads.js";
import type { UploadedFile } from "../../../../src/runtime/core/input/uploaded-file.js";
import type { BodyContent, BodyPolicy } from "../../../../src/runtime/core/policy.js";
import type { HandlerContext } from "../../../../src/runtime/core/route.js";
import { json } from "../../../../src/runtime/core/shape.js";
import { bytes, createTestFence, operation, route } from "./harness.js";

const folder = mkdtempSync(path.join(tmpdir(), "ringfence-uploads-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const text = { kind: "scalar", types: ["string"] } as const;
const field = (name: string, type: object = text) => ({ name, style: "form", explode: true, type }) as never;

const multipart: BodyContent = {
  kind: "multipart",
  mediaType: "multipart/form-data",
  form: {
    fields: [
      field("title"),
      field("count", { kind: "scalar", types: ["integer"] }),
      field("tags", { kind: "array", items: text }),
      field("meta", { kind: "json" }),
    ],
    rest: null,
  },
  parts: [
    { name: "title", mediaTypes: ["text/plain"] },
    { name: "meta", mediaTypes: ["application/json"] },
  ],
  files: [
    { name: "photo", mediaTypes: ["image/*"], many: false, maxBytes: 1_000 },
    { name: "files", mediaTypes: ["*/*"], many: true },
  ],
};
const raw: BodyContent = { kind: "file", mediaType: "image/png", maxBytes: 100 };
const body: BodyPolicy = { required: true, content: [multipart, raw], limit: 1_024 };

let seen: { body: unknown; files: string[] } | null;
beforeEach(() => {
  seen = null;
});

async function server(options: UploadOptions = {}) {
  const handler = async ({ body: received }: HandlerContext) => {
    const values = received instanceof Object && "path" in received ? { raw: received } : received;
    const members = Object.entries(values as Record<string, unknown>);
    const described = await Promise.all(
      members.map(async ([name, value]) => [name, await describeValue(value)] as const),
    );
    seen = { body: Object.fromEntries(described), files: readdirSync(folder) };
    return { status: 200, body: {} };
  };
  const policy = operation({ method: "POST", parameters: [], body });
  const shapes = { "200": { "application/json": { kind: "json", shape: json } } } as const;
  return createTestFence([route(policy, { handler, responses: shapes })], {
    uploads: createUploadReader({ folder, ...options }),
  });
}

async function describeValue(value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(describeValue));
  if (typeof value !== "object" || value === null || !("path" in value)) return value;
  const file = value as UploadedFile;
  let streamed = 0;
  for await (const chunk of file.stream()) streamed += (chunk as Uint8Array).length;
  expect(streamed).toBe(file.size);
  return `${String(file.name)} ${file.mediaType} ${Buffer.from(await file.bytes()).toString("latin1")}`;
}

const png = Buffer.from("\x89PNG\r\n\x1a\n....", "latin1");

/** Parts as text; each is its header lines, an empty line, and its bytes in Latin-1. */
function multipartOf(parts: readonly string[], end = "--b--\r\n"): Buffer {
  return Buffer.from(parts.map((part) => `--b\r\n${part}\r\n`).join("") + end, "latin1");
}

const part = (name: string, value: string, type = "", file?: string): string =>
  `Content-Disposition: form-data; name="${name}"${file === undefined ? "" : `; filename="${file}"`}` +
  `${type === "" ? "" : `\r\nContent-Type: ${type}`}\r\n\r\n${value}`;

interface Sent {
  readonly type?: string;
  readonly options?: UploadOptions;
  readonly chunk?: number;
}

async function post(
  data: Uint8Array,
  { type = "multipart/form-data; boundary=b", options, chunk }: Sent = {},
) {
  const { send, log } = await server(options);
  const size = chunk ?? data.length;
  const chunks = Array.from({ length: Math.ceil(data.length / Math.max(1, size)) }, (_, index) =>
    data.subarray(index * size, (index + 1) * size),
  );
  const response = await send({
    method: "POST",
    headers: [
      ["content-type", type],
      ["content-length", String(data.length)],
    ],
    body: bytes(...chunks),
  });
  expect(readdirSync(folder)).toEqual([]);
  return { status: response.status, errors: response.json()["errors"], log };
}

const latin = png.toString("latin1");

describe("multipart forms", () => {
  test("a form as a browser sends it, whole and byte by byte", async () => {
    const form = new FormData();
    form.append("title", 'naïve "title"');
    form.append("tags", "a");
    form.append("tags", "b,c");
    form.append("meta", new Blob(['{"lens":"50mm"}'], { type: "application/json" }));
    form.append("photo", new Blob([png], { type: "image/png" }), "C:\\fakepath\\my photo.png");
    form.append("files", new Blob(["one"]), "../../etc/passwd");
    form.append("files", new Blob(["two"], { type: "text/plain" }), "two.txt");
    form.append("count", "3");
    const encoded = new Response(form);
    const type = encoded.headers.get("content-type") ?? "";
    const data = new Uint8Array(await encoded.arrayBuffer());
    for (const chunk of [data.length, 1, 7]) {
      expect(await post(data, { type, chunk })).toMatchObject({ status: 200 });
      expect(seen?.body).toEqual({
        title: 'naïve "title"',
        tags: ["a", "b,c"],
        meta: { lens: "50mm" },
        count: 3,
        photo: `my photo.png image/png ${latin}`,
        files: ["passwd application/octet-stream one", "two.txt text/plain two"],
      });
      expect(seen?.files).toHaveLength(1);
    }
  });

  test("a file of many chunks that ends with the body, and what follows the last boundary", async () => {
    const large = "x".repeat(60_000);
    const data = multipartOf([part("files", large, "", "a")], "--b--\r\nepilogue");
    for (const chunk of [data.length, 50_000, 20_000, 1_000]) {
      expect((await post(data, { chunk })).status).toBe(200);
      expect(seen?.body).toEqual({ files: [`a application/octet-stream ${large}`] });
    }
  });

  test("an input that was left empty is not there", async () => {
    const data = multipartOf([part("title", "x"), part("photo", "", "application/octet-stream", "")]);
    expect((await post(data)).status).toBe(200);
    expect(seen?.body).toEqual({ title: "x" });
  });

  test("an empty form is a body without fields", async () => {
    expect((await post(multipartOf([]))).status).toBe(200);
    expect(seen?.body).toEqual({});
  });

  test.each<[string, number, Buffer, object?]>([
    [
      "[C38] an unknown field",
      400,
      multipartOf([part("admin", "1")]),
      { pointer: "/admin", message: "unknown field" },
    ],
    [
      "[C38] an unknown file",
      400,
      multipartOf([part("virus", "MZ", "image/png", "a.png")]),
      { pointer: "/virus" },
    ],
    ["[C38] __proto__ as a field", 400, multipartOf([part("__proto__", "1")]), { pointer: "/__proto__" }],
    [
      "[C38] constructor as a field",
      400,
      multipartOf([part("constructor", "1")]),
      { pointer: "/constructor" },
    ],
    [
      "[C32] a number that is none",
      400,
      multipartOf([part("count", "1e3")]),
      { pointer: "/count", message: "must be an integer" },
    ],
    ["[C32] broken JSON", 400, multipartOf([part("meta", "{", "application/json")]), { pointer: "/meta" }],
    [
      "[C35] JSON that nests too deep",
      400,
      multipartOf([part("meta", "[".repeat(20), "application/json")]),
      { pointer: "/meta" },
    ],
    [
      "[C32] JSON called XML",
      415,
      multipartOf([part("meta", "{}", "application/xml")]),
      { pointer: "/meta" },
    ],
    [
      "[C32] a field twice",
      400,
      multipartOf([part("title", "a"), part("title", "b")]),
      { pointer: "/title", message: "must occur once" },
    ],
    [
      "[C32] a file twice",
      400,
      multipartOf([part("photo", latin, "image/png", "a"), part("photo", latin, "image/png", "b")]),
      { pointer: "/photo", message: "must occur once" },
    ],
    ["[C32] text that is no UTF-8", 400, multipartOf([part("title", "\xff")]), { pointer: "/title" }],
    ["[C32] U+0000 in text", 400, multipartOf([part("title", "a\0")]), { pointer: "/title" }],
    ["[C32] another charset", 400, multipartOf([part("title", "a", "text/plain; charset=utf-16")])],
    [
      "[C32] a transfer encoding",
      400,
      multipartOf([`Content-Transfer-Encoding: base64\r\n${part("title", "YQ==")}`]),
    ],
    [
      "[C33] a type that is not declared",
      415,
      multipartOf([part("photo", "%PDF-1.7", "application/pdf", "a.pdf")]),
      { pointer: "/photo" },
    ],
    [
      "[C33] a program called a picture",
      415,
      multipartOf([part("photo", "MZ\x90\0", "image/png", "a.png")]),
      { pointer: "/photo" },
    ],
    [
      "[C33] a page called a picture",
      415,
      multipartOf([part("photo", "<script>", "image/png", "a.png")]),
      { pointer: "/photo" },
    ],
    [
      "[C34] a file that is too large",
      413,
      multipartOf([part("photo", latin + "x".repeat(1_000), "image/png", "a")]),
      { pointer: "/photo", message: "must have at most 1000 bytes" },
    ],
    [
      "[C34] too many files",
      413,
      multipartOf(Array.from({ length: 4 }, (_, index) => part("files", "x", "", String(index)))),
    ],
    ["[C35] fields that are too large", 413, multipartOf([part("title", "x".repeat(1_025))])],
    ["[C35] a body that is too large", 413, multipartOf([part("files", "x".repeat(65_536), "", "a")])],
    ["[C34] a hundred thousand parts", 400, multipartOf(Array.from({ length: 900 }, () => part("tags", "")))],
    ["[C35] a huge header", 400, multipartOf([`X-A: ${"x".repeat(20_000)}\r\n${part("title", "a")}`])],
    ["[C35] many headers", 400, multipartOf([`${"X-A: 1\r\n".repeat(40)}${part("title", "a")}`])],
    ["[C32] no final boundary", 400, multipartOf([part("title", "a")], "")],
    [
      "[C32] a header that does not end",
      400,
      multipartOf([`Content-Disposition: form-data; name="title"`, part("title", "b")]),
    ],
    ["[C32] no name", 400, multipartOf(["Content-Disposition: form-data\r\n\r\na"])],
    [
      "[C32] two names",
      400,
      multipartOf([`Content-Disposition: form-data; name="title"; name="count"\r\n\r\na`]),
    ],
    [
      "[C32] two dispositions",
      400,
      multipartOf([`Content-Disposition: form-data; name="count"\r\n${part("title", "a")}`]),
    ],
    ["[C32] no disposition", 400, multipartOf(["X: y\r\n\r\na"])],
    ["[C32] nothing at all of a multipart", 400, Buffer.from("title=a")],
  ])("%s is refused (%i)", async (_name, status, data, error) => {
    for (const chunk of [data.length, 113]) {
      const answer = await post(data, { chunk });
      expect(answer.status).toBe(status);
      if (error !== undefined) expect(answer.errors).toMatchObject([{ in: "body", ...error }]);
      expect(seen).toBeNull();
    }
  });

  test.each([
    "",
    "; boundary=",
    `; boundary=${"b".repeat(71)}`,
    '; boundary="b\\"',
    "; boundary=b; boundary=b",
  ])("[C32] the boundary %j is refused", async (boundary) => {
    const { status } = await post(multipartOf([part("title", "a")]), {
      type: `multipart/form-data${boundary}`,
    });
    expect([400, 415]).toContain(status);
    expect(seen).toBeNull();
  });

  test("[C36] an inspection sees each file and may refuse it", async () => {
    const asked: unknown[] = [];
    const inspect: UploadOptions["inspect"] = async ({ field: name, file, sniffed }) => {
      asked.push([name, file.name, sniffed, file.size]);
      return (await file.bytes()).includes(0x21) ? "must hold no exclamation mark" : undefined;
    };
    const good = multipartOf([part("photo", latin, "image/png", "a.png"), part("files", "x", "", "b")]);
    expect((await post(good, { options: { inspect } })).status).toBe(200);
    expect(asked).toEqual([
      ["photo", "a.png", "image/png", png.length],
      ["files", "b", null, 1],
    ]);
    const bad = multipartOf([part("files", "x!", "", "b")]);
    expect(await post(bad, { options: { inspect } })).toMatchObject({
      status: 400,
      errors: [{ pointer: "/files", message: "must hold no exclamation mark" }],
    });
  });

  test("a sender that goes away leaves nothing behind", async () => {
    const { send } = await server();
    const start = multipartOf([part("files", "x".repeat(30_000), "", "a")], "").subarray(0, 20_000);
    const source = (async function* () {
      yield start;
      throw new Error("aborted");
    })();
    const headers = [
      ["content-type", "multipart/form-data; boundary=b"],
      ["transfer-encoding", "chunked"],
    ] as const;
    expect((await send({ method: "POST", headers, body: source })).status).toBe(400);
    expect(readdirSync(folder)).toEqual([]);
    expect(seen).toBeNull();
  });
});

describe("a body that is one file", () => {
  const type = "image/png";

  test("arrives as a file without a name", async () => {
    expect((await post(png, { type })).status).toBe(200);
    expect(seen?.body).toEqual({ raw: `null image/png ${latin}` });
  });

  test.each<[string, number, Buffer]>([
    ["[C34] too large", 413, Buffer.concat([png, Buffer.alloc(100)])],
    ["[C33] of another type", 415, Buffer.from("GIF89a....")],
    ["empty where one is required", 400, Buffer.alloc(0)],
  ])("%s (%i)", async (_name, status, data) => {
    expect((await post(data, { type })).status).toBe(status);
    expect(seen).toBeNull();
  });
});

test("a server whose operations take files does not start without a reader for them", async () => {
  const policy = operation({ method: "POST", parameters: [], body });
  await expect(createTestFence([route(policy)])).rejects.toThrow("no reader for the files");
});

test("where files cannot be kept, nothing is answered but a 500", async () => {
  const absent = path.join(folder, "absent");
  const data = multipartOf([part("files", "x", "", "a")]);
  expect((await post(data, { options: { folder: absent } })).status).toBe(500);
  expect(existsSync(absent)).toBe(false);
});

test.each<[string, string | null]>([
  ["report.pdf", "report.pdf"],
  ["../../etc/passwd", "passwd"],
  ["C:\\Users\\a\\photo.png", "photo.png"],
  ["a/b\\c.txt", "c.txt"],
  ["..", null],
  [". .", null],
  ["", null],
  [".htaccess", "htaccess"],
  ["a\r\nSet-Cookie: b", "aSet-Cookie_ b"],
  ["exe\u202egnp.png", "exegnp.png"],
  ["a\0.png", "a.png"],
  ["con", "_con"],
  ["NUL.txt", "_NUL.txt"],
  ['a<b>:"|?*.png', "a_b______.png"],
  ["trailing. ", "trailing"],
  ["\ud800.txt", "txt"],
  [`${"ü".repeat(300)}.jpeg`, `${"ü".repeat(125)}.jpeg`],
  ["日本語.txt", "日本語.txt"],
])("[C39] the file name %j becomes %j", (sent, expected) => {
  expect(safeFileName(sent)).toBe(expected);
});

test.each<[string, string, boolean]>([
  ["\x89PNG\r\n\x1a\n", "image/png", true],
  ["\x89PNG\r\n\x1a\n", "image/jpeg", false],
  ["\xff\xd8\xff\xe0", "image/jpg", true],
  ["GIF89a", "text/plain", false],
  ["MZ", "application/x-thing", false],
  ["hello", "image/png", false],
  ["hello", "image/x-rare", true],
  ["%PDF-1.7", "application/pdf", true],
  ["%PDF-1.7", "application/json", false],
  ["PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", true],
  ["PK\x03\x04", "image/png", false],
  ["anything", "application/octet-stream", true],
  ["MZ", "application/octet-stream", true],
  ["", "image/png", true],
])("[C33] %j may be called %s: %s", (head, mediaType, expected) => {
  expect(looksLike(Buffer.from(head, "latin1"), mediaType)).toBe(expected);
});
