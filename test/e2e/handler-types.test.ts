import { expect, it } from "vitest";
import { generateProject } from "../support/generated.js";
import { typeErrors } from "../support/compile.js";

const text = { type: "string" };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ content: { "application/json": { schema } } });

const document = {
  openapi: "3.1.0",
  info: { title: "Types", version: "1" },
  security: [{ key: [] }],
  paths: {
    "/orders/{orderId}": {
      parameters: [{ name: "orderId", in: "path", required: true, schema: { type: "integer" } }],
      put: {
        operationId: "putOrder",
        "x-security": { resource: "Order", action: "update" },
        parameters: [
          { name: "dryRun", in: "query", schema: { type: "boolean" } },
          { name: "page", in: "query", schema: { type: "integer", default: 1 } },
          { name: "If-Match", in: "header", required: true, schema: text },
        ],
        requestBody: { required: true, ...json(ref("Order")) },
        responses: {
          "200": {
            description: "",
            ...json(ref("Order")),
            headers: { "X-Version": { required: true, schema: { type: "integer" } } },
          },
          "202": { description: "" },
          "409": {
            description: "",
            ...json({ type: "object", required: ["current"], properties: { current: text } }),
          },
          "5XX": { description: "", content: { "text/plain": { schema: text } } },
        },
      },
    },
    "/notes": {
      post: {
        operationId: "addNote",
        "x-security": { public: "anybody may" },
        security: [],
        requestBody: { content: { "application/json": { schema: text }, "text/plain": { schema: text } } },
        responses: { "204": { description: "" } },
      },
    },
  },
  webhooks: {
    changed: { post: { requestBody: json(ref("Order")), responses: { "200": { description: "" } } } },
  },
  components: {
    securitySchemes: {
      key: {
        type: "apiKey",
        in: "header",
        name: "X-Key",
        "x-security": { keys: { secret: "KEYS" }, rotate: "90d" },
      },
    },
    schemas: {
      Order: {
        type: "object",
        required: ["id", "note"],
        properties: {
          id: { type: "integer", readOnly: true },
          note: text,
          pin: { ...text, writeOnly: true },
        },
        "x-security": { resource: { access: [{ owner: "ownerId" }] } },
      },
    },
  },
};

/** Nothing of it runs: the compiler judges it, and an expected error that does not come is one. */
const author = `import { notFound, webhooks, type Handlers, type Principal } from "./api/index.js";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Put = Handlers["putOrder"];
type Input = Parameters<Put>[0];

// What comes in.
true satisfies Equal<Input["params"]["orderId"], number>;
true satisfies Equal<Input["query"]["dryRun"], boolean | undefined>;
true satisfies Equal<Input["query"]["page"], number>;
true satisfies Equal<Input["headers"]["If-Match"], string>;
true satisfies Equal<keyof Input["body"], "note" | "pin">;
true satisfies Equal<Input["contentType"], "application/json">;
true satisfies Equal<Input["principal"], Principal>;
true satisfies Equal<Parameters<Handlers["addNote"]>[0]["contentType"], "application/json" | "text/plain" | null>;
true satisfies Equal<Parameters<Handlers["addNote"]>[0]["body"], string | undefined>;

const order = { id: 1, note: "n" };
const headers = { "X-Version": 1 };

// What may be answered.
export const whole: Put = async ({ params, data }) => {
  const found = await data.orders.read(params.orderId);
  return found === undefined ? notFound() : { status: 200, body: found, headers };
};
export const other: Put = async () => ({ status: 409, body: { current: "2" } });
export const empty: Put = async () => ({ status: 202 });
export const broken: Put = async () => ({ status: 503, body: "later" });

// @ts-expect-error a status that is not declared
export const undeclared: Put = async () => ({ status: 201, body: order, headers });
// @ts-expect-error a field that is missing
export const incomplete: Put = async () => ({ status: 200, body: { id: 1 }, headers });
// @ts-expect-error a field of another type
export const wrong: Put = async () => ({ status: 200, body: { id: "1", note: "n" }, headers });
// @ts-expect-error a field that is written only
export const secret: Put = async () => ({ status: 200, body: { ...order, pin: "1" } satisfies Answered, headers });
// @ts-expect-error the body of another status
export const mixed: Put = async () => ({ status: 409, body: order });
// @ts-expect-error a body where none is declared
export const full: Put = async () => ({ status: 202, body: order });
// @ts-expect-error a header that is required
export const headless: Put = async () => ({ status: 200, body: order });
// @ts-expect-error a header of another type
export const mislabelled: Put = async () => ({ status: 200, body: order, headers: { "X-Version": "1" } });

type Answered = Extract<Awaited<ReturnType<Put>>, { readonly status: 200 }>["body"];

// What a handler may do with what it has.
export const careful: Handlers["addNote"] = async ({ principal, body, request }) => {
  // @ts-expect-error nobody may have called
  request.granted({ subject: principal.subject });
  // @ts-expect-error there may be no body
  request.granted({ subject: body.trim() });
  if (principal !== null) request.granted({ subject: principal.subject });
  return { status: 204 };
};
export const meddling: Put = async ({ data, params, body }) => {
  // @ts-expect-error a column that the server sets
  await data.orders.update(params.orderId, { ...body, ownerId: "me" } satisfies Change);
  // @ts-expect-error a property that no row has
  await data.orders.list({ filter: { colour: "red" } });
  // @ts-expect-error the id of a row is never changed
  params.orderId = 2;
  return { status: 202 };
};
type Change = Parameters<Parameters<Put>[0]["data"]["orders"]["update"]>[1];

// What the server sends.
// @ts-expect-error a field that is missing
export const message = webhooks.changed.message({ id: 1 });
// @ts-expect-error a field that is written only
export const leaking = webhooks.changed.send("https://example.com", { ...order, pin: "1" });
export const told = webhooks.changed.send("https://example.com", order).then((outcome) => {
  // @ts-expect-error whether anything came back is not known yet
  return outcome.status satisfies number;
});
`;

it("what an author of handlers sees takes what the document declares, and nothing else", async () => {
  const file = { path: "src/author.ts", text: author };
  const project = await generateProject("handler-types", document, [file]);
  expect(typeErrors(project.folder, project.files)).toEqual([]);
}, 120_000);
