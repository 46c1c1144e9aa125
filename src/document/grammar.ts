import {
  described,
  flag,
  list,
  map,
  one,
  text,
  texts,
  value,
  type Field,
  type NodeKind,
  type ObjectGrammar,
} from "./grammar-words.js";
import { schemaGrammar } from "./schema-grammar.js";

/**
 * Which object of OpenAPI 3.0, 3.1 and 3.2 stands where, as one table: the walk, the structural check, bundling and
 * normalisation all follow it. Sections: OpenAPI 3.2.0 §4, JSON Schema 2020-12 Core §10 and Validation §6.
 */

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
  schema: schemaGrammar,
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
