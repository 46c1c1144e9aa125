import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readCookies } from "../../../../src/runtime/core/input/cookies.js";
import { readJson } from "../../../../src/runtime/core/input/json-text.js";
import { spellJson, spellScalar } from "../../../../src/runtime/core/input/spelling.js";
import type { Header } from "../../../../src/runtime/core/message.js";
import type {
  BodyContent,
  FormPolicy,
  OperationPolicy,
  ParameterPolicy,
  ParameterType,
} from "../../../../src/runtime/core/policy.js";
import type { HandlerContext } from "../../../../src/runtime/core/route.js";
import { json, object, ref, some, value, when, type Shape } from "../../../../src/runtime/core/shape.js";
import type { Validator } from "../../../../src/runtime/core/validator.js";
import { sharedIsPresent, sharedNote, sharedPath } from "../../../support/shared.js";
import { bytes, createKeys, createTestFence, jsonBody, mint, operation, route, withJson } from "./harness.js";

const echoShapes = { "200": { "application/json": { kind: "json", shape: json } } } as const;

async function echoing(overrides: Partial<OperationPolicy>, rest: object = {}) {
  const handler = async ({ params, query, headers, cookies, body }: HandlerContext) => ({
    status: 200,
    body: { params, query, headers, cookies, body: body instanceof Uint8Array ? [...body] : (body ?? null) },
  });
  return createTestFence([route(operation(overrides), { handler, responses: echoShapes, ...rest })]);
}

const post = { method: "POST", parameters: [], body: jsonBody } as const;

describe("bodies", () => {
  const sent = async (text: string, type?: string) => (await echoing(post)).send(withJson(text, type));

  test("JSON arrives as it was sent", async () => {
    expect((await sent('{"a":[1,"x",null]}')).json()["body"]).toEqual({ a: [1, "x", null] });
    expect((await sent('{"a":1}', "Application/JSON; charset=UTF-8")).status).toBe(200);
  });

  test.each<[string, string | Uint8Array, string, number]>([
    ["another type", "{}", "text/plain", 415],
    ["no type", "{}", "", 415],
    ["another charset", "{}", "application/json; charset=utf-16", 415],
    ["a malformed type", "{}", "application/json; charset", 415],
    ["broken JSON", '{"a":', "application/json", 400],
    ["a byte order mark", "\ufeff{}", "application/json", 400],
    ["bytes that are no UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "application/json", 400],
    ["a repeated key", '{"a":1,"a":2}', "application/json", 400],
    ["a key repeated in disguise", '{"a":1,"\\u0061":2}', "application/json", 400],
    ["__proto__", '{"__proto__":{"isAdmin":true}}', "application/json", 400],
    ["__proto__ in disguise", '{"\\u005f_proto__":{}}', "application/json", 400],
    ["U+0000", '{"a":"\\u0000"}', "application/json", 400],
  ])("[C32] %s is refused", async (_name, body, type, status) => {
    const { send } = await echoing(post);
    const length = String(Buffer.byteLength(body));
    const headers: Header[] = [
      ["content-length", length],
      ...(type === "" ? [] : [["content-type", type] as const]),
    ];
    expect((await send({ method: "POST", headers, body: bytes(body) })).status).toBe(status);
  });

  test("[C35] bytes are capped, announced or counted", async () => {
    const { send, log } = await echoing(post);
    const type: Header = ["content-type", "application/json"];
    let read = 0;
    const endless = (async function* () {
      for (;;) {
        read += 1;
        yield Buffer.alloc(100, 0x20);
      }
    })();
    expect(
      (await send({ method: "POST", headers: [type, ["content-length", "1025"]], body: bytes() })).status,
    ).toBe(413);
    expect(
      (await send({ method: "POST", headers: [type, ["transfer-encoding", "chunked"]], body: endless }))
        .status,
    ).toBe(413);
    expect(read).toBe(11);
    expect(log.lines.at(-1)).toMatchObject({ event: "input_validation_fail" });
  });

  test("[C35] depth is capped before anything is parsed", async () => {
    expect((await sent(`${"[".repeat(8)}${"]".repeat(8)}`)).status).toBe(200);
    expect((await sent(`${"[".repeat(9)}${"]".repeat(9)}`)).status).toBe(400);
    expect(readJson("[".repeat(5_000_000), 32)).toMatchObject({ kind: "refused" });
    expect(readJson('{"a":'.repeat(1_000_000), 32)).toMatchObject({ kind: "refused" });
  });

  test("compressed bodies are refused", async () => {
    const { send } = await echoing(post);
    const request = withJson("{}");
    const headers: Header[] = [...(request.headers ?? []), ["content-encoding", "gzip"]];
    expect((await send({ ...request, headers })).status).toBe(415);
  });

  test("a missing body is 400 where it is required", async () => {
    const { send } = await echoing(post);
    expect((await send({ method: "POST" })).status).toBe(400);
    expect((await send(withJson(""))).status).toBe(400);
    const optional = await echoing({ ...post, body: { ...jsonBody, required: false } });
    expect((await optional.send({ method: "POST" })).status).toBe(200);
  });

  test("a body where none is declared is refused", async () => {
    const { send } = await echoing({ method: "POST", parameters: [] });
    expect((await send(withJson("{}"))).status).toBe(400);
    expect(
      (await send({ method: "POST", headers: [["transfer-encoding", "chunked"]], body: bytes("x") })).status,
    ).toBe(400);
    expect((await send({ method: "POST", headers: [["content-length", "0"]] })).status).toBe(200);
  });

  test("JSON by another name, text under a range, and forms", async () => {
    const form: FormPolicy = {
      fields: [
        { name: "a", style: "form", explode: true, type: text },
        { name: "b", style: "form", explode: true, type: { kind: "array", items: text } },
      ],
      rest: null,
    };
    const content: readonly BodyContent[] = [
      { kind: "text", mediaType: "text/*" },
      { kind: "form", mediaType: "application/x-www-form-urlencoded", form },
      { kind: "json", mediaType: "application/merge-patch+json" },
      { kind: "json", mediaType: "application/*" },
    ];
    const { send } = await echoing({ ...post, body: { ...jsonBody, content } });
    const body = async (sentText: string, type: string) =>
      (await send(withJson(sentText, type))).json()["body"];
    expect(await body("hi", "text/csv")).toBe("hi");
    expect(await body("a=1&b=x+y&b=%26", "application/x-www-form-urlencoded")).toEqual({
      a: "1",
      b: ["x y", "&"],
    });
    expect(await body('{"a":null}', "application/merge-patch+json")).toEqual({ a: null });
    expect(await body('{"a":null}', "application/hal+json")).toEqual({ a: null });
    expect((await send(withJson("<a/>", "application/xml"))).status).toBe(415);
  });

  test("a sender that goes away is told apart from a fault of ours", async () => {
    const { send, log } = await echoing(post);
    const request = withJson("{}");
    const broken = (async function* () {
      yield Buffer.from("{");
      throw new Error("aborted");
    })();
    expect((await send({ ...request, body: broken })).status).toBe(400);
    expect(log.lines.at(-1)).toMatchObject({ event: "request", reason: "the body ended early" });
  });
});

const suite = "vectors/JSONTestSuite/test_parsing";

describe.skipIf(!sharedIsPresent)(`JSON against JSONTestSuite${sharedNote}`, () => {
  const files = existsSync(sharedPath(suite))
    ? readdirSync(sharedPath(suite)).filter((file) => file.endsWith(".json"))
    : [];
  /** Refused although they are well-formed: what two readers would read differently, or no database stores. */
  const stricter = new Set([
    "y_object_duplicated_key.json",
    "y_object_duplicated_key_and_value.json",
    "y_object_escaped_null_in_key.json",
    "y_string_null_escape.json",
  ]);

  test.each(["y", "n"])("[C32] %s_*", (kind) => {
    const wrong = files
      .filter((file) => file.startsWith(`${kind}_`))
      .filter((file) => {
        const data = readFileSync(sharedPath(`${suite}/${file}`));
        let accepted: boolean;
        try {
          const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
          accepted = readJson(text, 500).kind === "value";
        } catch {
          accepted = false;
        }
        return accepted !== (kind === "y" && !stricter.has(file));
      });
    expect(files.length).toBeGreaterThan(200);
    expect(wrong).toEqual([]);
  });
});

const text: ParameterType = { kind: "scalar", types: ["string"] };
const integer: ParameterType = { kind: "scalar", types: ["integer"] };
const list: ParameterType = { kind: "array", items: integer };
const color: ParameterType = { kind: "object", properties: { R: integer, G: integer }, rest: null };

function parameter(overrides: Partial<ParameterPolicy>): ParameterPolicy {
  return { in: "query", name: "p", required: false, style: "form", explode: true, type: text, ...overrides };
}

async function readQuery(declared: ParameterPolicy, query: string) {
  const { send } = await echoing({ parameters: [declared] });
  const response = await send({ target: `/things?${query}` });
  return response.status === 200
    ? (response.json()["query"] as Record<string, unknown>)["p"]
    : response.json()["errors"];
}

async function readPath(declared: ParameterPolicy, raw: string) {
  const { send } = await echoing({ parameters: [declared] });
  const response = await send({ params: { p: raw } });
  return response.status === 200
    ? (response.json()["params"] as Record<string, unknown>)["p"]
    : response.json()["errors"];
}

describe("numbers that no double holds", () => {
  test.each([
    ["9007199254740993", ""],
    ["-9007199254740993", ""],
    ["9007199254740993.0", ""],
    ["9007199254740993e0", ""],
    ["9.007199254740993e15", ""],
    ["1152921504606846977", ""],
    ["1e400", ""],
    ["-1e400", ""],
    [`1${"0".repeat(400)}`, ""],
    ['{"id":9007199254740993}', "/id"],
    ['{"a":[0,{"b":"x,[{"},[1,2,{"id/x":18446744073709551615}]]}', "/a/2/2/id~1x"],
    ['{"\\u0061":{"b":[]},"c":[[],9007199254740993]}', "/c/1"],
  ])("[C33] %s is refused, and where it is told", (text, pointer) => {
    expect(readJson(text, 32)).toMatchObject({ kind: "refused", pointer });
  });

  test.each([
    "9007199254740991",
    "-9007199254740991",
    "9007199254740992",
    "123000000000000000000",
    "1e20",
    "1.5e300",
    "0.1234567890123456789012345",
    "5e-324",
    "1e-400",
    "0e999999999",
    '"9007199254740993"',
    '{"9007199254740993":"1e400"}',
  ])("%s is read", (text) => {
    expect(readJson(text, 32)).toEqual({ kind: "value", value: JSON.parse(text) as unknown });
  });

  test("takes time in proportion to the text", () => {
    for (const zeros of ["0".repeat(500_000), "1".repeat(500_000)]) {
      expect(readJson(`1${zeros}1`, 32).kind).toBe("refused");
      expect(readJson(`[${"1e9,".repeat(100_000)}1]`, 32).kind).toBe("value");
    }
  });

  test("[C33] in parameters as in bodies", () => {
    for (const types of [["integer"], ["number"], ["integer", "number"]] as const) {
      expect(spellScalar("9007199254740993", types)).toMatchObject({ kind: "invalid" });
      expect(spellScalar("9007199254740991", types)).toMatchObject({ kind: "value" });
    }
    expect(spellScalar("9007199254740993", ["integer", "string"])).toMatchObject({
      value: "9007199254740993",
    });
    expect(spellJson('{"id":9007199254740993}', 32)).toMatchObject({ kind: "invalid", at: "/id" });
  });
});

describe("parameter styles", () => {
  test.each<[string, Partial<ParameterPolicy>, string, unknown]>([
    ["form, exploded list", { type: list }, "p=1&p=2", [1, 2]],
    ["form list", { type: list, explode: false }, "p=1,2", [1, 2]],
    ["form list, empty", { type: list, explode: false }, "p=", []],
    [
      "a comma that is part of the value",
      { type: { kind: "array", items: text }, explode: false },
      "p=a%2Cb,c",
      ["a,b", "c"],
    ],
    ["spaces", { type: list, style: "spaceDelimited", explode: false }, "p=1%202+3", [1, 2, 3]],
    ["pipes", { type: list, style: "pipeDelimited", explode: false }, "p=1|2%7C3", [1, 2, 3]],
    ["form, exploded object", { type: color }, "R=1&G=2", { R: 1, G: 2 }],
    ["form object", { type: color, explode: false }, "p=R,1,G,2", { R: 1, G: 2 }],
    ["deep object", { type: color, style: "deepObject" }, "p[R]=1&p%5BG%5D=2", { R: 1, G: 2 }],
    ["JSON", { type: { kind: "json" }, style: "content" }, "p=%7B%22a%22%3A1%7D", { a: 1 }],
    ["a plus is a space", {}, "p=a+b%2B", "a b+"],
    ["union", { type: { kind: "scalar", types: ["integer", "string"] } }, "p=1x", "1x"],
    ["null", { type: { kind: "scalar", types: ["integer", "null"] } }, "p=", null],
  ])("query: %s", async (_name, overrides, query, expected) => {
    expect(await readQuery(parameter(overrides), query)).toEqual(expected);
  });

  test.each<[string, Partial<ParameterPolicy>, string, unknown]>([
    ["simple list", { type: list }, "1,2", [1, 2]],
    ["simple object", { type: color }, "R,1,G,2", { R: 1, G: 2 }],
    ["simple, exploded object", { type: color, explode: true }, "R=1,G=2", { R: 1, G: 2 }],
    ["label list", { type: list, style: "label" }, ".1,2", [1, 2]],
    ["label, exploded list", { type: list, style: "label", explode: true }, ".1.2", [1, 2]],
    ["matrix", { style: "matrix" }, ";p=blue", "blue"],
    ["matrix list", { type: list, style: "matrix" }, ";p=1,2", [1, 2]],
    ["matrix, exploded list", { type: list, style: "matrix", explode: true }, ";p=1;p=2", [1, 2]],
    ["matrix, exploded object", { type: color, style: "matrix", explode: true }, ";R=1;G=2", { R: 1, G: 2 }],
  ])("path: %s", async (_name, overrides, raw, expected) => {
    expect(
      await readPath(
        parameter({ in: "path", style: "simple", explode: false, required: true, ...overrides }),
        raw,
      ),
    ).toEqual(expected);
  });
});

describe("parameter values", () => {
  test.each(["+1", "01", "1.0", "1e3", " 1", "0x1", "\u0661", "", "9007199254740993", "true", "1,2", "NaN"])(
    "[C32] %j spells no integer",
    async (spelling) => {
      const errors = await readQuery(parameter({ type: integer }), `p=${encodeURIComponent(spelling)}`);
      expect(errors).toEqual([{ in: "query", pointer: "/p", message: "must be an integer" }]);
    },
  );

  test.each<[string, string]>([
    ["p=1&p=2", "must occur once"],
    ["p=%zz", "must be percent-encoded UTF-8"],
    ["p=%ff", "must be percent-encoded UTF-8"],
    ["p=%00", "must be percent-encoded UTF-8"],
  ])("[C32] %s is refused", async (query, message) => {
    expect(await readQuery(parameter({}), query)).toEqual([{ in: "query", pointer: "/p", message }]);
  });

  test("[C38] unknown parameters are refused by name, __proto__ too", async () => {
    expect(await readQuery(parameter({}), "admin=true")).toEqual([
      { in: "query", pointer: "/admin", message: "unknown parameter" },
    ]);
    expect(await readQuery(parameter({}), "__proto__=1")).toEqual([
      { in: "query", pointer: "/__proto__", message: "unknown parameter" },
    ]);
    expect(await readQuery(parameter({ type: color, style: "deepObject" }), "p[__proto__]=1")).toMatchObject([
      { pointer: "/p/__proto__", message: "unknown field" },
    ]);
  });

  test("headers and cookies, defaults and what is required", async () => {
    const { send } = await echoing({
      parameters: [
        parameter({ in: "header", name: "X-Page", type: integer, style: "simple" }),
        parameter({ in: "header", name: "X-Ids", type: list, style: "simple" }),
        parameter({ in: "cookie", name: "theme" }),
        parameter({ name: "limit", type: integer, default: 20 }),
        parameter({ name: "q", required: true }),
      ],
    });
    const headers: Header[] = [
      ["x-page", "3"],
      ["X-IDS", "1, 2"],
      ["x-ids", "3"],
      ["Cookie", "other=1; theme=dark"],
    ];
    const response = await send({ target: "/things?q=", headers });
    expect(response.json()).toMatchObject({
      headers: { "X-Page": 3, "X-Ids": [1, 2, 3] },
      cookies: { theme: "dark" },
      query: { limit: 20, q: "" },
    });
    expect((await send()).json()["errors"]).toEqual([{ in: "query", pointer: "/q", message: "is required" }]);
    expect(
      (
        await send({
          target: "/t?q=",
          headers: [
            ["x-page", "1"],
            ["x-page", "2"],
          ],
        })
      ).status,
    ).toBe(400);
    expect((await send({ target: "/t?q=", headers: [["cookie", "theme=a; theme=b"]] })).status).toBe(400);
    expect((await send({ target: "/t?q=", headers: [["cookie", "theme=a b"]] })).status).toBe(400);
  });
});

describe("validation", () => {
  const failing = (keyword: string, params: object, instancePath = "/items/0"): Validator => {
    const validator: Validator = () => {
      validator.errors = [
        {
          instancePath,
          keyword,
          params: params as Record<string, unknown>,
          message: "do not repeat: secret",
        },
      ];
      return false;
    };
    return validator;
  };

  test("[C37] [C38] refuses before the handler and names the unknown field", async () => {
    let called = false;
    const { send, log } = await echoing(post, {
      validators: async () => ({
        body: { "application/json": failing("unevaluatedProperties", { unevaluatedProperty: "is/Admin" }) },
      }),
      handler: async () => {
        called = true;
        return { status: 200, body: {} };
      },
    });
    const response = await send(withJson('{"x":"very-secret-value"}'));
    expect(response.status).toBe(400);
    expect(response.json()["errors"]).toEqual([
      { in: "body", pointer: "/items/0/is~1Admin", message: "unknown field" },
    ]);
    expect(called).toBe(false);
    expect(log.lines.at(-1)).toMatchObject({ event: "input_validation_fail" });
    expect(String(response.body) + JSON.stringify(log.lines)).not.toContain("secret-value");
  });

  test("[C33] [C34] every location is checked, each error says what is expected", async () => {
    const { send } = await echoing(
      { ...post, parameters: [parameter({ name: "q" })] },
      {
        validators: async () => ({
          path: failing("maxLength", { limit: 5 }, "/id"),
          query: failing("minimum", { comparison: ">=", limit: 1 }, "/q"),
          body: { "application/json": failing("required", { missingProperty: "name" }, "") },
        }),
      },
    );
    const errors = (await send({ ...withJson("{}"), target: "/t?q=1" })).json()["errors"];
    expect(errors).toEqual([
      { in: "path", pointer: "/id", message: "must have at most 5 characters" },
      { in: "query", pointer: "/q", message: "must be >= 1" },
      { in: "body", pointer: "/name", message: "is required" },
    ]);
  });
});

test("repetition costs linear time, in forms, queries and cookies", async () => {
  const many = 32_000;
  const parameters = [parameter({ style: "form", explode: true, type: { kind: "array", items: text } })];
  const mediaType = "application/x-www-form-urlencoded";
  const fields = [{ name: "a", style: "form", explode: true, type: { kind: "array", items: text } }] as const;
  const content = [{ kind: "form", mediaType, form: { fields, rest: null } }] as const;
  const form = { required: true, content, limit: 1_048_576 };
  const { send } = await echoing({ ...post, parameters, body: form });
  const started = performance.now();
  const body = await send(withJson("a&".repeat(many), "application/x-www-form-urlencoded"));
  const query = await send({ target: `/things?${"p&".repeat(many)}` });
  const cookies = readCookies(new Map([["cookie", [`${"a=;".repeat(many)}a=`]]]));
  expect(performance.now() - started).toBeLessThan(2000);
  expect([body.status, query.status, cookies?.get("a")?.length]).toEqual([200, 400, many + 1]);
});

describe("guarded fields", () => {
  const admin: Shape = when({ scopes: [], roles: ["admin"] }, value);
  const shape: Shape = object({
    name: value,
    role: admin,
    tags: { kind: "array", prefix: [], items: admin },
    level: { kind: "all", parts: [ref(() => admin), value] },
    lines: { kind: "array", prefix: [], items: ref(() => object({ price: ref(() => admin) })) },
    extra: some([
      object({ kind: { kind: "literal", values: ["a"] }, price: admin }),
      object({ kind: { kind: "literal", values: ["b"] }, price: value }),
    ]),
  });

  test.each<[string, string | null]>([
    ['{"name":"x"}', null],
    ['{"role":"admin"}', "/role"],
    ['{"role":null}', "/role"],
    ['{"tags":["x"]}', "/tags/0"],
    ['{"level":1}', "/level"],
    ['{"lines":[{},{"price":1}]}', "/lines/1/price"],
    ['{"extra":{"kind":"a","price":1}}', "/extra/price"],
    ['{"extra":{"kind":"b","price":1}}', null],
  ])("[C72] %s", async (body, pointer) => {
    const keys = await createKeys();
    const authentication = { kind: "required", alternatives: [[{ scheme: "bearer", grants: [] }]] } as const;
    const guarded = route(operation({ ...post, authentication }), { guards: { "application/json": shape } });
    const { send } = await createTestFence([guarded], { keys });
    const as = async (roles: string[]) => {
      const request = withJson(body);
      const token = await mint(keys, { roles });
      return send({
        ...request,
        headers: [...(request.headers ?? []), ["authorization", `Bearer ${token}`]],
      });
    };
    expect((await as(["admin"])).status).toBe(200);
    const response = await as([]);
    if (pointer === null) expect(response.status).toBe(200);
    else expect(response.json()["errors"]).toEqual([{ in: "body", pointer, message: "unknown field" }]);
  });
});

test("[C72] a guarded field of the wrong type is no better known than any other unknown field", async () => {
  const shape = object({ role: when({ scopes: [], roles: ["admin"] }, value) });
  const strict: Validator = () => {
    strict.errors = [
      { instancePath: "/role", keyword: "type", params: { type: "string" } },
    ] as unknown as NonNullable<Validator["errors"]>;
    return false;
  };
  const { send } = await echoing(post, {
    guards: { "application/json": shape },
    validators: async () => ({ body: { "application/json": strict } }),
  });
  expect((await send(withJson('{"role":5}'))).json()["errors"]).toEqual([
    { in: "body", pointer: "/role", message: "unknown field" },
  ]);
});
