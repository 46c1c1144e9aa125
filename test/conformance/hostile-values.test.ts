import { readdirSync, readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  openDocument,
  openOperation,
  startGenerated,
  type GeneratedServer,
} from "../support/generated-server.js";
import { sharedIsPresent, sharedNote, sharedPath } from "../support/shared.js";

const text = { type: "string" };
const anything = { content: { "application/json": { schema: {} } } };
const nested = {
  type: "object",
  properties: { text, inner: { type: "object", properties: { text, list: { type: "array", items: text } } } },
};
const form = {
  type: "object",
  properties: {
    text,
    list: { type: "array", items: text },
    file: { type: "string", format: "binary" },
    meta: nested,
  },
  additionalProperties: text,
};
const parameter = (place: string, name: string) => ({
  name,
  in: place,
  required: place === "path",
  schema: text,
});

const document = openDocument({
  "/json": { post: openOperation("takeJson", { requestBody: { required: true, ...anything } }) },
  "/nested": {
    post: openOperation("takeNested", {
      requestBody: { content: { "application/json": { schema: nested } } },
    }),
  },
  "/texts/{text}": {
    get: openOperation("takeParameters", {
      parameters: [
        parameter("path", "text"),
        parameter("query", "q"),
        { ...parameter("query", "deep"), style: "deepObject", schema: nested },
        parameter("header", "X-Text"),
        parameter("cookie", "text"),
      ],
    }),
  },
  "/form": {
    post: openOperation("takeForm", {
      requestBody: {
        content: {
          "application/x-www-form-urlencoded": { schema: form },
          "multipart/form-data": { schema: form },
        },
      },
    }),
  },
} as never);

let server: GeneratedServer;
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

beforeAll(async () => {
  const echo = async ({ body, query, params }: { body: unknown; query: unknown; params: unknown }) => ({
    status: 200,
    body: JSON.parse(JSON.stringify({ body: body ?? null, query, params })) as unknown,
  });
  const handlers = { takeJson: echo, takeNested: echo, takeParameters: echo, takeForm: echo };
  server = await startGenerated({ name: "hostile-values", document, handlers });
}, 120_000);

afterAll(async () => {
  agent.destroy();
  await server.close();
});

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The status, or 0 where Node's client refuses to write such a request. */
function status({ method, path, headers = {}, body }: Sent): Promise<number> {
  return new Promise((resolve, reject) => {
    try {
      const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
      const sent = request(
        { port: server.port, agent, method, path, headers: { ...headers, ...length } },
        (answer) => {
          answer.resume();
          answer.on("end", () => {
            resolve(answer.statusCode ?? 0);
          });
        },
      );
      sent.on("error", reject);
      sent.end(body);
    } catch {
      resolve(0);
    }
  });
}

async function statuses(requests: readonly Sent[]): Promise<readonly number[]> {
  const found: number[] = [];
  for (let at = 0; at < requests.length; at += 16) {
    found.push(...(await Promise.all(requests.slice(at, at + 16).map(status))));
  }
  return found;
}

const jsonSuite = "vectors/JSONTestSuite/test_parsing";

/** Well-formed, but what two readers would read differently, or what no database stores. */
const refusedAllTheSame: ReadonlySet<string> = new Set([
  "y_object_duplicated_key.json",
  "y_object_duplicated_key_and_value.json",
  "y_object_escaped_null_in_key.json",
  "y_string_null_escape.json",
]);

describe.skipIf(!sharedIsPresent)(`JSONTestSuite as bodies of requests${sharedNote}`, () => {
  const files = sharedIsPresent
    ? readdirSync(sharedPath(jsonSuite)).filter((file) => file.endsWith(".json"))
    : [];
  const answers = async (kind: string): Promise<ReadonlyMap<string, number>> => {
    const own = files.filter((file) => file.startsWith(kind));
    const bodies = own.map((file) => ({
      method: "POST",
      path: "/json",
      headers: { "content-type": "application/json" },
      body: readFileSync(sharedPath(`${jsonSuite}/${file}`)),
    }));
    const found = await statuses(bodies);
    return new Map(own.map((file, index) => [file, found[index] ?? 0]));
  };
  const other = (map: ReadonlyMap<string, number>, expected: (file: string) => boolean) =>
    [...map].filter(([file]) => !expected(file));

  it("[C32] y_: accepted, but for what is refused knowingly", async () => {
    const found = await answers("y_");
    expect(found.size).toBeGreaterThan(90);
    expect(other(found, (file) => found.get(file) === (refusedAllTheSame.has(file) ? 400 : 200))).toEqual([]);
  });

  it("[C32] n_: 400", async () => {
    const found = await answers("n_");
    expect(found.size).toBeGreaterThan(180);
    expect(other(found, (file) => found.get(file) === 400)).toEqual([]);
  });

  it("i_: never a 5xx", async () => {
    const found = await answers("i_");
    expect(found.size).toBeGreaterThan(30);
    expect(other(found, (file) => (found.get(file) ?? 500) < 500)).toEqual([]);
  });
});

describe.skipIf(!sharedIsPresent)(`naughty strings in every field of text${sharedNote}`, () => {
  const strings = sharedIsPresent
    ? (JSON.parse(readFileSync(sharedPath("vectors/naughty-strings/blns.json"), "utf8")) as readonly string[])
    : [];
  const encoded = (value: string): string => {
    try {
      return encodeURIComponent(value);
    } catch {
      return "%ED%A0%80";
    }
  };
  const json = { "content-type": "application/json" };
  const multipart = { "content-type": "multipart/form-data; boundary=b" };
  const quoted = (value: string): string =>
    value.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  const part = (name: string, value: string, rest = ""): string =>
    `--b\r\ncontent-disposition: form-data; name="${name}"${rest}\r\n\r\n${value}\r\n--b--\r\n`;

  const places: Readonly<Record<string, (value: string) => Sent>> = {
    path: (value) => ({ method: "GET", path: `/texts/${encoded(value)}` }),
    query: (value) => ({ method: "GET", path: `/texts/a?q=${encoded(value)}` }),
    "name of a query parameter": (value) => ({ method: "GET", path: `/texts/a?${encoded(value)}=1` }),
    "member of a deep object": (value) => ({
      method: "GET",
      path: `/texts/a?deep%5Btext%5D=${encoded(value)}&deep[inner][list][]=${encoded(value)}`,
    }),
    "name in a deep object": (value) => ({ method: "GET", path: `/texts/a?deep[${encoded(value)}]=1` }),
    header: (value) => ({
      method: "GET",
      path: "/texts/a",
      headers: { "x-text": Buffer.from(value).toString("latin1") },
    }),
    cookie: (value) => ({ method: "GET", path: "/texts/a", headers: { cookie: `text=${encoded(value)}` } }),
    "bytes of a cookie": (value) => ({
      method: "GET",
      path: "/texts/a",
      headers: { cookie: `text=${Buffer.from(value).toString("latin1")}` },
    }),
    JSON: (value) => ({
      method: "POST",
      path: "/json",
      headers: json,
      body: JSON.stringify([value, { [value]: value }]),
    }),
    "JSON, at several depths": (value) => ({
      method: "POST",
      path: "/nested",
      headers: json,
      body: JSON.stringify({ text: value, inner: { text: value, list: [value, value] } }),
    }),
    "name of a JSON member": (value) => ({
      method: "POST",
      path: "/nested",
      headers: json,
      body: JSON.stringify({ inner: { [value]: value } }),
    }),
    form: (value) => ({
      method: "POST",
      path: "/form",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: `text=${encoded(value)}&list=${encoded(value)}&${encoded(value)}=${encoded(value)}`,
    }),
    "value of a part": (value) => ({
      method: "POST",
      path: "/form",
      headers: multipart,
      body: part("text", value),
    }),
    "JSON of a part": (value) => ({
      method: "POST",
      path: "/form",
      headers: multipart,
      body: part("meta", JSON.stringify({ text: value }), "\r\ncontent-type: application/json"),
    }),
    "name of a part": (value) => ({
      method: "POST",
      path: "/form",
      headers: multipart,
      body: part(quoted(value), "1"),
    }),
    "name of a file": (value) => ({
      method: "POST",
      path: "/form",
      headers: multipart,
      body: part("file", "1", `; filename="${quoted(value)}"`),
    }),
    "raw name of a file": (value) => ({
      method: "POST",
      path: "/form",
      headers: multipart,
      body: part("file", value, `; filename=${value}`),
    }),
    "content type": (value) => ({
      method: "POST",
      path: "/form",
      headers: { "content-type": Buffer.from(value).toString("latin1") },
      body: "text=1",
    }),
  };

  it.each(Object.entries(places))("[C32] [C37] %s: no 5xx", { timeout: 60_000 }, async (_place, sent) => {
    expect(strings.length).toBeGreaterThan(500);
    const found = await statuses(strings.map(sent));
    const failed = strings.filter((_, index) => (found[index] ?? 500) >= 500);
    expect(failed).toEqual([]);
    expect(found.some((each) => [200, 400, 415].includes(each))).toBe(true);
  });

  it("the server is still there", async () => {
    expect(await status({ method: "GET", path: "/texts/a" })).toBe(200);
    expect(server.log.filter((line) => line["event"] === "sys_crash")).toEqual([]);
  });
});
