/**
 * Which object of OpenAPI 3.0, 3.1 and 3.2 stands where, as one table: the walk, the structural check, bundling and
 * normalisation all follow it. Sections: OpenAPI 3.2.0 §4, JSON Schema 2020-12 Core §10 and Validation §6.
 */
export type NodeKind =
  | "document"
  | "info"
  | "server"
  | "paths"
  | "pathItem"
  | "operation"
  | "parameter"
  | "requestBody"
  | "mediaType"
  | "encoding"
  | "responses"
  | "response"
  | "header"
  | "example"
  | "link"
  | "callback"
  | "schema"
  | "discriminator"
  | "components"
  | "securityScheme"
  | "oauthFlows"
  | "oauthFlow"
  | "securityRequirement"
  | "tag";

/** The type of a member that is no object of OpenAPI's own. */
export type Shape =
  "text" | "texts" | "textMap" | "flag" | "flagOrNumber" | "number" | "count" | "list" | "types" | "object";

export type Field =
  | { readonly holds: "one" | "list" | "map"; readonly kind: NodeKind }
  | { readonly holds: "value"; readonly shape: Shape };

export interface ObjectGrammar {
  readonly fields: Readonly<Record<string, Field>>;
  /** What every other member holds, extensions (`x-…`) excepted. */
  readonly others?: Field;
  readonly required?: readonly string[];
  /** The section of `components` that this kind may stand in, and be referred to. */
  readonly section?: string;
}

const one = (kind: NodeKind): Field => ({ holds: "one", kind });
const list = (kind: NodeKind): Field => ({ holds: "list", kind });
const map = (kind: NodeKind): Field => ({ holds: "map", kind });
const value = (shape: Shape): Field => ({ holds: "value", shape });

const text = value("text");
const texts = value("texts");
const flag = value("flag");
const number = value("number");
const count = value("count");

const described = { summary: text, description: text };

/** What parameters and headers have in common. */
const serialised = {
  description: text,
  required: flag,
  deprecated: flag,
  allowEmptyValue: flag,
  style: text,
  explode: flag,
  allowReserved: flag,
  schema: one("schema"),
  content: map("mediaType"),
  examples: map("example"),
};

export const grammar: Readonly<Record<NodeKind, ObjectGrammar>> = {
  document: {
    required: ["info"],
    fields: {
      openapi: text,
      $self: text,
      jsonSchemaDialect: text,
      info: one("info"),
      servers: list("server"),
      paths: one("paths"),
      webhooks: map("pathItem"),
      components: one("components"),
      security: list("securityRequirement"),
      tags: list("tag"),
    },
  },
  info: { required: ["title", "version"], fields: { title: text, version: text, ...described } },
  server: { required: ["url"], fields: { url: text, description: text, variables: value("object") } },
  paths: { fields: {}, others: one("pathItem") },
  pathItem: {
    section: "pathItems",
    fields: {
      $ref: text,
      ...described,
      get: one("operation"),
      put: one("operation"),
      post: one("operation"),
      delete: one("operation"),
      options: one("operation"),
      head: one("operation"),
      patch: one("operation"),
      trace: one("operation"),
      query: one("operation"),
      additionalOperations: map("operation"),
      servers: list("server"),
      parameters: list("parameter"),
    },
  },
  operation: {
    fields: {
      ...described,
      operationId: text,
      tags: texts,
      deprecated: flag,
      parameters: list("parameter"),
      requestBody: one("requestBody"),
      responses: one("responses"),
      callbacks: map("callback"),
      security: list("securityRequirement"),
      servers: list("server"),
    },
  },
  parameter: {
    section: "parameters",
    required: ["name", "in"],
    fields: { name: text, in: text, ...serialised },
  },
  requestBody: {
    section: "requestBodies",
    required: ["content"],
    fields: { description: text, content: map("mediaType"), required: flag },
  },
  mediaType: {
    section: "mediaTypes",
    fields: {
      schema: one("schema"),
      itemSchema: one("schema"),
      examples: map("example"),
      encoding: map("encoding"),
      prefixEncoding: list("encoding"),
      itemEncoding: one("encoding"),
    },
  },
  encoding: {
    fields: {
      contentType: text,
      headers: map("header"),
      style: text,
      explode: flag,
      allowReserved: flag,
      encoding: map("encoding"),
      prefixEncoding: list("encoding"),
      itemEncoding: one("encoding"),
    },
  },
  responses: { fields: {}, others: one("response") },
  response: {
    section: "responses",
    fields: { ...described, headers: map("header"), content: map("mediaType"), links: map("link") },
  },
  header: { section: "headers", fields: serialised },
  example: { section: "examples", fields: { ...described, externalValue: text } },
  link: {
    section: "links",
    fields: { operationRef: text, operationId: text, description: text, server: one("server") },
  },
  callback: { section: "callbacks", fields: {}, others: one("pathItem") },
  schema: {
    section: "schemas",
    fields: {
      $ref: text,
      $id: text,
      $anchor: text,
      $dynamicRef: text,
      $dynamicAnchor: text,
      $defs: map("schema"),
      definitions: map("schema"),
      allOf: list("schema"),
      anyOf: list("schema"),
      oneOf: list("schema"),
      not: one("schema"),
      if: one("schema"),
      then: one("schema"),
      else: one("schema"),
      properties: map("schema"),
      patternProperties: map("schema"),
      dependentSchemas: map("schema"),
      additionalProperties: one("schema"),
      unevaluatedProperties: one("schema"),
      propertyNames: one("schema"),
      items: one("schema"),
      prefixItems: list("schema"),
      unevaluatedItems: one("schema"),
      contains: one("schema"),
      contentSchema: one("schema"),
      discriminator: one("discriminator"),
      type: value("types"),
      enum: value("list"),
      required: texts,
      nullable: flag,
      readOnly: flag,
      writeOnly: flag,
      deprecated: flag,
      title: text,
      description: text,
      format: text,
      pattern: text,
      minimum: number,
      maximum: number,
      exclusiveMinimum: value("flagOrNumber"),
      exclusiveMaximum: value("flagOrNumber"),
      multipleOf: number,
      minLength: count,
      maxLength: count,
      minItems: count,
      maxItems: count,
      uniqueItems: flag,
      minContains: count,
      maxContains: count,
      minProperties: count,
      maxProperties: count,
      dependentRequired: value("object"),
    },
  },
  discriminator: {
    required: ["propertyName"],
    fields: { propertyName: text, mapping: value("textMap"), defaultMapping: text },
  },
  components: {
    fields: {
      schemas: map("schema"),
      responses: map("response"),
      parameters: map("parameter"),
      examples: map("example"),
      requestBodies: map("requestBody"),
      headers: map("header"),
      securitySchemes: map("securityScheme"),
      links: map("link"),
      callbacks: map("callback"),
      pathItems: map("pathItem"),
      mediaTypes: map("mediaType"),
    },
  },
  securityScheme: {
    section: "securitySchemes",
    required: ["type"],
    fields: {
      type: text,
      description: text,
      name: text,
      in: text,
      scheme: text,
      bearerFormat: text,
      openIdConnectUrl: text,
      oauth2MetadataUrl: text,
      deprecated: flag,
      flows: one("oauthFlows"),
    },
  },
  oauthFlows: {
    fields: {
      implicit: one("oauthFlow"),
      password: one("oauthFlow"),
      clientCredentials: one("oauthFlow"),
      authorizationCode: one("oauthFlow"),
      deviceAuthorization: one("oauthFlow"),
    },
  },
  oauthFlow: {
    required: ["scopes"],
    fields: {
      authorizationUrl: text,
      tokenUrl: text,
      refreshUrl: text,
      deviceAuthorizationUrl: text,
      scopes: value("textMap"),
    },
  },
  securityRequirement: { fields: {}, others: texts },
  tag: { required: ["name"], fields: { name: text, ...described, parent: text, kind: text } },
};

/** Operation slots of a path item (3.2 §4.8); `additionalOperations` holds the rest. */
export const methods = [
  "get",
  "put",
  "post",
  "delete",
  "options",
  "head",
  "patch",
  "trace",
  "query",
] as const;

/** What a member of an object of some kind holds, or undefined for extensions and what the grammar does not know. */
export function fieldOf(kind: NodeKind, key: string): Field | undefined {
  const { fields, others } = grammar[kind];
  if (Object.hasOwn(fields, key)) return fields[key];
  return key.startsWith("x-") ? undefined : others;
}

/** The section of `components` that definitions of a kind stand in, or null for a kind that cannot be referred to. */
export function sectionOf(kind: NodeKind): string | null {
  return grammar[kind].section ?? null;
}
