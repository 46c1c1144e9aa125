import { readdirSync, rmSync, mkdtempSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { UploadedFile } from "../../src/runtime/core/input/uploaded-file.js";
import {
  openDocument,
  openOperation,
  startGenerated,
  type GeneratedServer,
} from "../support/generated-server.js";

const file = { type: "string", format: "binary" };
const photo = {
  type: "object",
  required: ["title", "image"],
  properties: {
    title: { type: "string", maxLength: 40 },
    taken: { type: "string", format: "date" },
    count: { type: "integer", minimum: 0, maximum: 9 },
    tags: { type: "array", items: { type: "string" }, maxItems: 3 },
    image: { ...file, maxLength: 6_000_000 },
    more: { type: "array", items: file, maxItems: 2 },
    meta: { type: "object", required: ["lens"], properties: { lens: { type: "string" } } },
  },
};
const contact = {
  type: "object",
  required: ["name"],
  properties: {
    name: { type: "string", minLength: 1 },
    age: { type: "integer", minimum: 0 },
    news: { type: "boolean" },
    tags: { type: "array", items: { type: "string" }, maxItems: 3 },
    address: {
      type: "object",
      properties: {
        street: { type: "string" },
        geo: { type: "object", properties: { lat: { type: "number" } } },
      },
    },
    meta: { type: "object", properties: { a: { type: "integer" } } },
  },
};

const document = openDocument(
  {
    "/photos": {
      post: openOperation("addPhoto", {
        requestBody: {
          required: true,
          content: {
            "multipart/form-data": {
              schema: { $ref: "#/components/schemas/Photo" },
              encoding: { image: { contentType: "image/png, image/jpeg" } },
            },
          },
        },
      }),
    },
    "/contacts": {
      post: openOperation("addContact", {
        requestBody: {
          required: true,
          content: {
            "application/x-www-form-urlencoded": {
              schema: contact,
              encoding: { address: { style: "deepObject" } },
            },
          },
        },
      }),
    },
    "/raw": {
      put: openOperation("putRaw", {
        requestBody: { required: true, content: { "application/octet-stream": { schema: file } } },
      }),
    },
    "/notes": {
      put: openOperation("putNote", {
        requestBody: { content: { "text/*": { schema: { type: "string", maxLength: 5 } } } },
      }),
    },
    "/search": {
      get: openOperation("search", {
        parameters: [
          {
            name: "whole",
            in: "querystring",
            content: {
              "application/x-www-form-urlencoded": { schema: { $ref: "#/components/schemas/Search" } },
            },
          },
        ],
      }),
    },
  } as never,
  "3.2.0",
);

const folder = mkdtempSync(path.join(tmpdir(), "ringfence-e2e-"));
let server: GeneratedServer;
let seen: unknown;

beforeAll(async () => {
  const described = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return Promise.all(value.map(described));
    if (typeof value !== "object" || value === null) return value;
    if ("saveTo" in value) {
      const { name, mediaType, size } = value as UploadedFile;
      return { name, mediaType, size };
    }
    const members = Object.entries(value).map(
      async ([name, member]) => [name, await described(member)] as const,
    );
    return Object.fromEntries(await Promise.all(members));
  };
  const handler = async ({ body, query }: { body: unknown; query: unknown }) => {
    seen = await described(body ?? query);
    return { status: 200, body: seen };
  };
  server = await startGenerated({
    name: "uploads",
    document: {
      ...document,
      components: {
        schemas: {
          Photo: photo,
          Search: {
            type: "object",
            properties: { q: { type: "string" }, page: { type: "integer", minimum: 1 } },
          },
        },
      },
    } as never,
    handlers: { addPhoto: handler, addContact: handler, putRaw: handler, putNote: handler, search: handler },
    options: { uploads: { folder } },
  });
}, 120_000);

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  seen = null;
});

const png = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(100, 7)]);

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

async function send(target: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(server.base + target, init);
  return { status: response.status, json: await response.json() };
}

const post = (target: string, body: NonNullable<RequestInit["body"]>, type?: string): Promise<Answer> =>
  send(target, {
    method: "POST",
    body,
    ...(type === undefined ? {} : { headers: { "content-type": type } }),
  });

/** Writes pieces of a request to a socket and answers the status line that comes back, if any. */
function raw(pieces: readonly (string | Uint8Array)[], destroy = false): Promise<string> {
  return new Promise((resolve) => {
    let received = "";
    const socket: Socket = connect(server.port, "127.0.0.1", () => {
      for (const piece of pieces) socket.write(piece);
      if (destroy) setTimeout(() => socket.destroy(), 50);
    });
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1");
      socket.end();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      resolve(received.split("\r\n")[0] ?? "");
    });
  });
}

const head = (type: string, length: string, target = "/photos"): string =>
  `POST ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: ${type}\r\n${length}\r\n\r\n`;

const eventually = async (condition: () => boolean): Promise<void> => {
  for (let attempt = 0; attempt < 100 && !condition(); attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(condition()).toBe(true);
};

describe("multipart/form-data to a generated server", () => {
  function form(...entries: readonly (readonly [string, string | Blob, string?])[]): FormData {
    const data = new FormData();
    for (const [name, value, fileName] of entries) {
      if (typeof value === "string") data.append(name, value);
      else data.append(name, value, fileName);
    }
    return data;
  }
  const image = new Blob([png], { type: "image/png" });

  it("hands files and typed fields to the handler, and keeps nothing afterwards", async () => {
    const big = new Blob([png, new Uint8Array(5_000_000)], { type: "image/png" });
    const answer = await post(
      "/photos",
      form(
        ["title", "Ünïcode & more"],
        ["count", "3"],
        ["tags", "a"],
        ["tags", "b"],
        ["meta", new Blob(['{"lens":"50mm"}'], { type: "application/json" }), "blob"],
        ["image", big, "../../my photo.png"],
        ["more", new Blob(["1"]), "1.bin"],
        ["more", new Blob(["22"]), "2.bin"],
      ),
    );
    expect(answer).toEqual({
      status: 200,
      json: {
        title: "Ünïcode & more",
        count: 3,
        tags: ["a", "b"],
        meta: { lens: "50mm" },
        image: { name: "my photo.png", mediaType: "image/png", size: 5_000_108 },
        more: [
          { name: "1.bin", mediaType: "application/octet-stream", size: 1 },
          { name: "2.bin", mediaType: "application/octet-stream", size: 2 },
        ],
      },
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each<[string, number, () => FormData, object]>([
    [
      "[C37] a required file that is missing",
      400,
      () => form(["title", "x"]),
      { pointer: "/image", message: "is required" },
    ],
    [
      "[C33] a number out of range",
      400,
      () => form(["title", "x"], ["image", image, "a"], ["count", "10"]),
      { pointer: "/count" },
    ],
    [
      "[C33] text in a wrong format",
      400,
      () => form(["title", "x"], ["image", image, "a"], ["taken", "today"]),
      { pointer: "/taken" },
    ],
    [
      "[C34] text that is too long",
      400,
      () => form(["title", "x".repeat(41)], ["image", image, "a"]),
      { pointer: "/title" },
    ],
    [
      "[C34] too many items",
      400,
      () =>
        form(
          ["title", "x"],
          ["image", image, "a"],
          ...["1", "2", "3", "4"].map((tag) => ["tags", tag] as const),
        ),
      { pointer: "/tags" },
    ],
    [
      "[C34] too many files of a field",
      400,
      () =>
        form(
          ["title", "x"],
          ["image", image, "a"],
          ...["1", "2", "3"].map((name) => ["more", image, name] as const),
        ),
      { pointer: "/more" },
    ],
    [
      "[C34] a file that is too large",
      413,
      () =>
        form(
          ["title", "x"],
          ["image", new Blob([png, new Uint8Array(6_000_000)], { type: "image/png" }), "a"],
        ),
      { pointer: "/image" },
    ],
    [
      "[C38] an unknown field",
      400,
      () => form(["title", "x"], ["image", image, "a"], ["isAdmin", "true"]),
      { pointer: "/isAdmin", message: "unknown field" },
    ],
    [
      "[C38] an unknown member of JSON",
      400,
      () => form(["title", "x"], ["image", image, "a"], ["meta", '{"lens":"a","b":1}']),
      { pointer: "/meta/b", message: "unknown field" },
    ],
    [
      "[C33] a file of another type",
      415,
      () => form(["title", "x"], ["image", new Blob(["GIF89a"], { type: "image/png" }), "a.png"]),
      { pointer: "/image" },
    ],
    [
      "[C32] text where a file belongs",
      415,
      () => form(["title", "x"], ["image", "no file"]),
      { pointer: "/image" },
    ],
  ])("%s is refused (%i)", async (_name, status, data, error) => {
    const answer = await post("/photos", data());
    expect(answer).toMatchObject({ status, json: { errors: [{ in: "body", ...error }] } });
    expect(seen).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  const part = (name: string, value: string, rest = ""): string =>
    `--b\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n${value}\r\n`;

  it("[C34] a hundred thousand parts are refused after some, in little memory", async () => {
    const body = part("tags", "").repeat(100_000);
    const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
    const pieces = Array.from({ length: 20 }, (_, index) =>
      chunk(body.slice(index * 300_000, (index + 1) * 300_000)),
    );
    const status = await raw([
      head("multipart/form-data; boundary=b", "Transfer-Encoding: chunked"),
      ...pieces,
      "0\r\n\r\n",
    ]);
    expect(status).toContain(" 400 ");
    expect(seen).toBeNull();
  });

  it("[C35] chunks beyond the cap of uploads are refused, and what was stored is gone", async () => {
    const start =
      part("title", "x") + `--b\r\nContent-Disposition: form-data; name="more"; filename="a"\r\n\r\n`;
    const megabyte = "x".repeat(1_048_576);
    const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
    const chunks = Array.from({ length: 11 }, () => chunk(megabyte));
    const status = await raw([
      head("multipart/form-data; boundary=b", "Transfer-Encoding: chunked"),
      chunk(start),
      ...chunks,
    ]);
    expect(status).toContain(" 413 ");
    await eventually(() => readdirSync(folder).length === 0);
  });

  it("[C35] an announced length beyond the cap is refused before a byte is read", async () => {
    expect(await raw([head("multipart/form-data; boundary=b", "Content-Length: 99999999")])).toContain(
      " 413 ",
    );
  });

  it("a sender that goes away in the middle of a file leaves nothing behind", async () => {
    const start = `--b\r\nContent-Disposition: form-data; name="more"; filename="a"\r\n\r\n${"x".repeat(200_000)}`;
    await raw([head("multipart/form-data; boundary=b", "Content-Length: 900000"), start], true);
    await eventually(() => readdirSync(folder).length === 0);
    await eventually(() => server.log.some((line) => line["reason"] === "the body ended early"));
    expect(server.log.filter((line) => line["event"] === "sys_crash")).toEqual([]);
  });

  it.each<[string, string, string]>([
    ["two boundaries", "multipart/form-data; boundary=a; boundary=b", " 415 "],
    ["no boundary", "multipart/form-data", " 400 "],
    ["a boundary with a line end in it", 'multipart/form-data; boundary="a\tb"', " 400 "],
    ["multipart/mixed", "multipart/mixed; boundary=b", " 415 "],
  ])("[C32] %s", async (_name, type, expected) => {
    const body = `${part("title", "x")}--b--\r\n`;
    expect(await raw([head(type, `Content-Length: ${String(body.length)}`), body])).toContain(expected);
    expect(seen).toBeNull();
  });

  it("[C32] a length that is longer or shorter than the body", async () => {
    const body = `${part("title", "x")}--b--\r\n`;
    const type = "multipart/form-data; boundary=b";
    expect(await raw([head(type, `Content-Length: ${String(body.length - 6)}`), body])).toContain(" 400 ");
    await raw([head(type, `Content-Length: ${String(body.length + 6)}`), body], true);
    expect(seen).toBeNull();
  });
});

describe("forms to a generated server", () => {
  const type = "application/x-www-form-urlencoded";

  it("reads typed fields, lists, deep objects and JSON", async () => {
    const body =
      "name=A+%26+B&age=7&news=true&tags=x&tags=y%2Cz&address[street]=High+Street&address%5Bgeo%5D%5Blat%5D=1.5" +
      `&meta=${encodeURIComponent('{"a":1}')}`;
    expect((await post("/contacts", body, type)).json).toEqual({
      name: "A & B",
      age: 7,
      news: true,
      tags: ["x", "y,z"],
      address: { street: "High Street", geo: { lat: 1.5 } },
      meta: { a: 1 },
    });
  });

  it.each<[string, string, object?]>([
    ["[C38] an unknown field", "name=a&role=admin", { pointer: "/role", message: "unknown field" }],
    ["[C38] __proto__", "name=a&__proto__=1", { pointer: "/__proto__" }],
    [
      "[C38] __proto__ in brackets",
      "name=a&address[__proto__][isAdmin]=1",
      { pointer: "/address/__proto__" },
    ],
    [
      "[C38] constructor in brackets",
      "name=a&address[constructor][prototype][x]=1",
      { pointer: "/address/constructor" },
    ],
    ["[C38] an unknown member in brackets", "name=a&address[geo][lon]=1", { pointer: "/address/geo/lon" }],
    ["[C32] brackets that do not match", "name=a&address[geo=1", { pointer: "/address[geo" }],
    ["[C35] brackets that nest deep", `name=a&address${"[geo]".repeat(5_000)}=1`, { pointer: "/address" }],
    ["[C32] a field twice", "name=a&name=b", { pointer: "/name", message: "must occur once" }],
    ["[C32] a number that is none", "name=a&age=0x10", { pointer: "/age", message: "must be an integer" }],
    ["[C33] a number out of range", "name=a&age=-1", { pointer: "/age" }],
    ["[C32] U+0000", "name=a%00", { pointer: "/name" }],
    ["[C32] a lone surrogate", "name=%ED%A0%80", { pointer: "/name" }],
    ["[C32] a broken escape", "name=%zz", { pointer: "/name" }],
    ["[C32] a broken escape in a name", "%zz=1", { pointer: "" }],
    ["[C32] broken JSON", "name=a&meta={", { pointer: "/meta" }],
    [
      "[C38] an unknown member of JSON",
      `name=a&meta=${encodeURIComponent('{"b":1}')}`,
      { pointer: "/meta/b" },
    ],
    ["[C37] a required field that is missing", "age=1", { pointer: "/name", message: "is required" }],
  ])("%s is refused", async (_name, body, error) => {
    const answer = await post("/contacts", body, type);
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ in: "body", ...error }] } });
    expect(seen).toBeNull();
  });

  it("[C35] a million pairs: refused at the cap, and in linear time below it", async () => {
    expect((await post("/contacts", "tags=a&".repeat(1_000_000), type)).status).toBe(413);
    expect((await post("/contacts", `name=a&${"tags&".repeat(200_000)}`, type)).status).toBe(400);
    expect((await post("/contacts", `name=a&${"address[a]&".repeat(90_000)}`, type)).status).toBe(400);
  });

  it.each([
    ["another charset", `${type}; charset=iso-8859-1`],
    ["another type", "application/json"],
  ])("[C32] %s: 415", async (_name, other) => {
    expect((await post("/contacts", "name=a", other)).status).toBe(415);
  });

  it("[C32] a content coding: 415", async () => {
    const headers = { "content-type": type, "content-encoding": "gzip" };
    expect((await send("/contacts", { method: "POST", headers, body: "name=a" })).status).toBe(415);
  });
});

describe("bytes and texts to a generated server", () => {
  const put = (target: string, body: NonNullable<RequestInit["body"]>, type: string): Promise<Answer> =>
    send(target, { method: "PUT", body, headers: { "content-type": type } });

  it("bytes arrive as a file", async () => {
    const answer = await put("/raw", new Uint8Array(3_000_000), "application/octet-stream");
    expect(answer).toEqual({
      status: 200,
      json: { name: null, mediaType: "application/octet-stream", size: 3_000_000 },
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("[C35] bytes beyond the cap are refused", async () => {
    expect((await put("/raw", new Uint8Array(10_485_761), "application/octet-stream")).status).toBe(413);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("[C34] text of any kind is held against its schema", async () => {
    expect(await put("/notes", "héllo", "text/markdown")).toEqual({ status: 200, json: "héllo" });
    expect((await put("/notes", "too long", "text/plain")).status).toBe(400);
    expect((await put("/notes", new Uint8Array([0xff]), "text/plain")).status).toBe(400);
  });
});

describe("a query string that is one value", () => {
  const search = (query: string): Promise<Answer> => send(`/search${query}`, { method: "GET" });

  it("is read as a form and held against its schema", async () => {
    expect(await search("?q=a+b&page=2")).toEqual({ status: 200, json: { q: "a b", page: 2 } });
    expect(await search("")).toEqual({ status: 200, json: {} });
  });

  it("[C38] is refused by name where it is not", async () => {
    expect(await search("?q=a&role=1")).toMatchObject({
      status: 400,
      json: { errors: [{ in: "query", pointer: "/role" }] },
    });
    expect(await search("?page=0")).toMatchObject({
      status: 400,
      json: { errors: [{ in: "query", pointer: "/page" }] },
    });
  });
});
