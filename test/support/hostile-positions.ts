/** A document that is served, as a value that positions change; every place of it is there in its plainest form. */
export function plainDocument(): Record<string, unknown> {
  return {
    openapi: "3.1.0",
    info: { title: "Things", version: "1" },
    "x-security": {
      rateLimits: { default: { by: "credential", limit: 600, window: "1m" } },
      rateLimit: ["default"],
    },
    security: [{ bearer: [] }],
    servers: [{ url: "https://things.example.com" }],
    paths: {
      "/things/{thingId}": {
        parameters: [{ name: "thingId", in: "path", required: true, schema: { type: "string" } }],
        get: {
          operationId: "getThing",
          responses: {
            "200": {
              description: "It.",
              content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } },
            },
          },
        },
        patch: {
          operationId: "changeThing",
          requestBody: {
            required: true,
            content: { "application/json": { schema: { $ref: "#/components/schemas/Change" } } },
          },
          responses: { "204": { description: "Done." } },
        },
      },
      "/health": {
        get: {
          operationId: "health",
          security: [],
          "x-security": { public: "a probe", rateLimit: ["default"] },
          responses: {
            "200": {
              description: "Fine.",
              content: { "application/json": { schema: { type: "object", properties: {} } } },
            },
          },
        },
      },
    },
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          "x-security": {
            algorithms: ["ES256"],
            issuer: "https://id.example.com/",
            audience: "things",
            keys: { secret: "JWT_KEYS" },
          },
        },
      },
      schemas: {
        Thing: {
          type: "object",
          required: ["id"],
          properties: { id: { type: "string", readOnly: true }, text: { type: "string", maxLength: 100 } },
          "x-security": { resource: { access: [{ owner: "ownerId" }] } },
        },
        Change: { type: "object", properties: { text: { type: "string", maxLength: 100 } } },
      },
    },
  };
}

/** One place of a document that has text, and how a text is put there. */
export interface Position {
  readonly name: string;
  readonly put: (document: Record<string, unknown>, text: string) => void;
}

const thing = "components/schemas/Thing";
const change = "components/schemas/Change";
const item = "paths/~things/get";
const patch = "paths/~things/patch";
const scheme = "components/securitySchemes/bearer";

/** Every place: values first, then names. */
export const positions: readonly Position[] = [
  value("title", "info", "title"),
  value("version", "info", "version"),
  value("description", "info", "description"),
  value("contact", "info", "contact", (text) => ({ name: text, url: text, email: text })),
  value("license", "info", "license", (text) => ({ name: text, identifier: text })),
  value("terms", "info", "termsOfService"),
  value("external docs", "", "externalDocs", (text) => ({ url: text, description: text })),
  value("server URL", "", "servers", (text) => [{ url: text, description: text }]),
  value("server variable", "", "servers", (text) => [
    { url: "https://{a}.example.com", variables: { a: { default: text, enum: [text], description: text } } },
  ]),
  value("tags", "", "tags", (text) => [{ name: text, description: text }]),
  value("tags of an operation", item, "tags", (text) => [text]),
  value("operation's summary", item, "summary"),
  value("operation's description", item, "description"),
  value("operation id", item, "operationId"),
  value("path item's summary", "paths/~things", "summary"),
  value("response's description", `${item}/responses/200`, "description"),
  value("request body's description", `${patch}/requestBody`, "description"),
  value("query parameter's name", item, "parameters", (text) => [
    { name: text, in: "query", description: text, schema: { type: "string" } },
  ]),
  value("header parameter's name", item, "parameters", (text) => [
    { name: text, in: "header", schema: { type: "string" } },
  ]),
  value("cookie's name", item, "parameters", (text) => [
    { name: text, in: "cookie", schema: { type: "string" } },
  ]),
  value("schema's title", change, "title"),
  value("schema's description", change, "description"),
  value("resource's description", thing, "description"),
  value("comment", change, "$comment"),
  value("enum", `${change}/properties/text`, "enum", (text) => [text, `${text}!`]),
  value("const", `${change}/properties/text`, "const"),
  value("default", `${change}/properties/text`, "default"),
  value("default of an object", change, "default", (text) => ({ text })),
  value("examples", `${change}/properties/text`, "examples", (text) => [text]),
  value("example", `${change}/properties/text`, "example"),
  value("named example", `${patch}/requestBody/content/json`, "examples", (text) => ({
    [`${text}`]: { summary: text, value: text },
  })),
  value("pattern", `${change}/properties/text`, "pattern"),
  value("format", `${change}/properties/text`, "format"),
  value("type", `${change}/properties/text`, "type"),
  value("reference", `${patch}/requestBody/content/json`, "schema", (text) => ({ $ref: text })),
  value("reference into the document", `${patch}/requestBody/content/json`, "schema", (text) => ({
    $ref: `#/components/schemas/${text}`,
  })),
  value("reference to a file", `${patch}/requestBody/content/json`, "schema", (text) => ({
    $ref: `./${text}.yaml#/${text}`,
  })),
  value("reference's description", `${item}/responses/200/content/json`, "schema", (text) => ({
    $ref: "#/components/schemas/Thing",
    description: text,
  })),
  value("anchor", change, "$anchor"),
  value("dynamic anchor", change, "$dynamicAnchor"),
  value("schema's id", change, "$id"),
  value("required", change, "required", (text) => [text]),
  value("dependentRequired", change, "dependentRequired", (text) => own(text, [text])),
  value("dependentSchemas", change, "dependentSchemas", (text) => own(text, { required: ["text"] })),
  value("patternProperties", change, "patternProperties", (text) => own(text, { type: "string" })),
  value("propertyNames", change, "propertyNames", (text) => ({ pattern: text })),
  value("definitions", change, "$defs", (text) => own(text, { type: "string" })),
  value("discriminator", `${patch}/requestBody/content/json`, "schema", (text) => ({
    oneOf: [{ $ref: "#/components/schemas/Change" }],
    discriminator: { propertyName: text },
  })),
  value("discriminator's mapping", `${patch}/requestBody/content/json`, "schema", (text) => ({
    oneOf: [{ $ref: "#/components/schemas/Change" }],
    discriminator: { propertyName: "text", mapping: own(text, "#/components/schemas/Change") },
  })),
  value("XML name", `${change}/properties/text`, "xml", (text) => ({ name: text, prefix: text })),
  value("link", `${item}/responses/200`, "links", (text) =>
    own(text, { operationId: "changeThing", parameters: own(text, text), description: text }),
  ),
  value("header of a response", `${item}/responses/200`, "headers", (text) =>
    own(text, { description: text, schema: { type: "string" } }),
  ),
  value("X- header of a response", `${item}/responses/200`, "headers", (text) => ({
    "X-Thing": { description: text, schema: { type: "string", enum: [text] } },
  })),
  value("callback", patch, "callbacks", (text) =>
    own(
      text,
      own(text, { post: { operationId: `called ${text}`, responses: { "200": { description: text } } } }),
    ),
  ),
  value("webhook", "", "webhooks", (text) =>
    own(text, { post: { operationId: `hooked ${text}`, responses: { "200": { description: text } } } }),
  ),
  value("extension", change, "x-thing", (text) => own(text, text)),
  value("requirement's scopes", item, "security", (text) => [{ bearer: [text] }]),
  value("requirement's scheme", item, "security", (text) => [own(text, [])]),
  value("scheme's description", scheme, "description"),
  value("bearer format", scheme, "bearerFormat"),
  value("issuer", `${scheme}/x-security`, "issuer"),
  value("audience", `${scheme}/x-security`, "audience"),
  value("name of a secret", `${scheme}/x-security`, "keys", (text) => ({ secret: text })),
  value("key set", `${scheme}/x-security`, "keys", (text) => ({ jwks: text })),
  value("metadata of an issuer", `${scheme}/x-security`, "keys", (text) => ({ discovery: text })),
  value("introspection", `${scheme}/x-security`, "keys", (text) => ({
    introspection: { endpoint: text, client: text },
  })),
  value("pepper", `${scheme}/x-security`, "pepper"),
  value("token type", `${scheme}/x-security`, "type"),
  value("claims", `${scheme}/x-security`, "claims", (text) => ({ subject: text, roles: text, scopes: text })),
  value("roles", item, "x-security", (text) => ({ requires: { roles: [text] } })),
  value("scopes", item, "x-security", (text) => ({ requires: { scopes: [text] } })),
  value("action", item, "x-security", (text) => ({ action: text })),
  value("resource of an operation", item, "x-security", (text) => ({ resource: text })),
  value("audit event", item, "x-security", (text) => ({ audit: { event: text } })),
  value("public reason", "paths/~health/get/x-security", "public"),
  value("rate policy", "x-security", "rateLimits", (text) =>
    own(text, { by: "address", limit: 1, window: "1m" }),
  ),
  value("rate policy's name", item, "x-security", (text) => ({ rateLimit: [text] })),
  value("rate pointer", "x-security/rateLimits/default", "by", (text) => ({ header: text })),
  value("origins", "x-security", "cors", (text) => ({ origins: [text] })),
  value("table", `${thing}/x-security/resource`, "table"),
  value("id column", `${thing}/x-security/resource`, "id"),
  value("tenant column", `${thing}/x-security/resource`, "tenant"),
  value("owner column", `${thing}/x-security/resource`, "access", (text) => [{ owner: text }]),
  value("roles of access", `${thing}/x-security/resource`, "access", (text) => [
    { owner: "ownerId", roles: [text], scopes: [text] },
  ]),
  value("matched claim", `${thing}/x-security/resource`, "access", (text) => [{ match: own(text, text) }]),
  value("condition", `${thing}/x-security/resource`, "access", (text) => [
    { owner: "ownerId", where: { text } },
  ]),
  value("member table", `${thing}/x-security/resource`, "access", (text) => [
    { member: { table: text, resource: text, principal: `${text}2`, where: own(`${text}3`, text) } },
  ]),
  value("unique columns", `${thing}/x-security/resource`, "unique", (text) => [[text]]),
  value("visibility", `${thing}/properties/text`, "x-security", (text) => ({
    visibility: { read: { roles: [text] }, update: { scopes: [text] } },
  })),
  value("hosts", `${thing}/properties/text`, "x-security", (text) => ({ hosts: [text] })),
  value("ignored finding's reason", item, "x-security", (text) => ({
    ignore: [{ rule: "rate-limit-missing", reason: text }],
  })),
  named("path", "paths", (text) => `/${text}`, {
    get: { operationId: "hostilePath", responses: { "204": { description: "" } } },
  }),
  {
    name: "path parameter",
    put: (document, text) => {
      set(at(document, "paths"), `/others/{${text}}`, {
        parameters: [{ name: text, in: "path", required: true, schema: { type: "string" } }],
        get: {
          operationId: "getOther",
          "x-security": { resource: "Thing" },
          responses: { "204": { description: "" } },
        },
      });
    },
  },
  named("property", `${change}/properties`, same, { type: "string", maxLength: 5 }),
  named("property of a resource", `${thing}/properties`, same, { type: "string", maxLength: 5 }),
  named("schema", "components/schemas", same, { type: "object", properties: { a: { type: "string" } } }),
  {
    name: "schema that is used",
    put: (document, text) => {
      set(at(document, "components/schemas"), text, {
        type: "object",
        properties: { a: { type: "string" } },
      });
      const pointer = text.replaceAll("~", "~0").replaceAll("/", "~1");
      set(at(document, `${patch}/requestBody/content/json`), "schema", {
        $ref: `#/components/schemas/${encodeURIComponent(wellFormed(pointer))}`,
      });
    },
  },
  named("media type", `${patch}/requestBody/content`, same, { schema: { type: "string", maxLength: 5 } }),
  named("media type of an answer", `${item}/responses/200/content`, same, {
    schema: { type: "string", maxLength: 5 },
  }),
  named("status", `${item}/responses`, same, { description: "" }),
  named("method", "paths/~things", same, { operationId: "hostileMethod", responses: {} }),
  named("security scheme", "components/securitySchemes", same, {
    type: "apiKey",
    in: "header",
    name: "X-Key",
    "x-security": { keys: { secret: "KEYS" }, rotate: "90d" },
  }),
  named("parameter component", "components", () => "parameters", {
    a: { name: "a", in: "query", schema: {} },
  }),
];

/** Every place at once, but those that cannot stand beside one another. */
function value(
  name: string,
  where: string,
  key: string,
  make: (text: string) => unknown = (text) => text,
): Position {
  return {
    name,
    put: (document, text) => {
      const target = at(document, where);
      const before = target[key];
      const made = make(text);
      // Places share their parent: lists are joined and objects merged, so that several can be filled in one document.
      if (Array.isArray(before) && Array.isArray(made) && key !== "security")
        set(target, key, [...(before as unknown[]), ...(made as unknown[])]);
      else if (isObject(before) && isObject(made) && !("$ref" in before)) merge(before, made);
      else set(target, key, made);
    },
  };
}

function named(name: string, where: string, key: (text: string) => string, made: unknown): Position {
  return {
    name,
    put: (document, text) => {
      set(at(document, where), key(text), structuredClone(made));
    },
  };
}

const shorthands: Readonly<Record<string, string>> = {
  "~things": "/things/{thingId}",
  "~health": "/health",
  json: "application/json",
};

/** The object at a path of keys; made where it is absent. */
function at(document: Record<string, unknown>, where: string): Record<string, unknown> {
  let node = document;
  for (const part of where === "" ? [] : where.split("/")) {
    const key = part === "json" && !("application/json" in node) ? part : (shorthands[part] ?? part);
    if (!isObject(node[key])) set(node, key, {});
    node = node[key] as Record<string, unknown>;
  }
  return node;
}

function merge(target: Record<string, unknown>, source: Record<string, unknown>): void {
  for (const key of Object.keys(source)) set(target, key, source[key]);
}

function isObject(candidate: unknown): candidate is Record<string, unknown> {
  return typeof candidate === "object" && candidate !== null && !Array.isArray(candidate);
}

function same(text: string): string {
  return text;
}

/** As JSON has it: a member of its own, whatever its name. */
function own(name: string, member: unknown): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  set(object, name, member);
  return object;
}

function set(object: Record<string, unknown>, key: string, member: unknown): void {
  Object.defineProperty(object, key, { value: member, enumerable: true, configurable: true, writable: true });
}

function wellFormed(text: string): string {
  return text.replaceAll(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}
