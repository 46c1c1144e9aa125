import {
  any,
  described,
  flag,
  list,
  map,
  one,
  prose,
  since,
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
  description: prose,
  required: flag,
  deprecated: flag,
  allowEmptyValue: flag,
  style: text,
  explode: flag,
  allowReserved: flag,
  schema: one("schema"),
  content: map("mediaType"),
  example: any,
  examples: map("example"),
};

/** How the parts of a body are encoded, by name or by position. */
const encoded = {
  encoding: map("encoding"),
  prefixEncoding: since("3.2", list("encoding")),
  itemEncoding: since("3.2", one("encoding")),
};

export const grammar: Readonly<Record<NodeKind, ObjectGrammar>> = {
  document: {
    required: ["info"],
    fields: {
      openapi: text,
      $self: since("3.2", text),
      jsonSchemaDialect: since("3.1", text),
      info: one("info"),
      servers: list("server"),
      paths: one("paths"),
      webhooks: since("3.1", map("pathItem")),
      components: one("components"),
      security: list("securityRequirement"),
      tags: list("tag"),
      externalDocs: one("externalDocs"),
    },
  },
  info: {
    required: ["title", "version"],
    fields: {
      title: prose,
      version: prose,
      description: prose,
      summary: since("3.1", prose),
      termsOfService: text,
      contact: one("contact"),
      license: one("license"),
    },
  },
  contact: { fields: { name: prose, url: text, email: text } },
  license: { required: ["name"], fields: { name: prose, identifier: since("3.1", text), url: text } },
  externalDocs: { required: ["url"], fields: { url: text, description: prose } },
  server: {
    required: ["url"],
    fields: { url: text, description: prose, name: since("3.2", text), variables: map("serverVariable") },
  },
  serverVariable: {
    required: ["default"],
    fields: { enum: value("proses"), default: prose, description: prose },
  },
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
      query: since("3.2", one("operation")),
      additionalOperations: since("3.2", map("operation")),
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
      externalDocs: one("externalDocs"),
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
    fields: { description: prose, content: map("mediaType"), required: flag },
  },
  mediaType: {
    section: "mediaTypes",
    fields: {
      schema: one("schema"),
      itemSchema: since("3.2", one("schema")),
      example: any,
      examples: map("example"),
      ...encoded,
    },
  },
  encoding: {
    fields: {
      contentType: text,
      headers: map("header"),
      style: text,
      explode: flag,
      allowReserved: flag,
      ...encoded,
    },
  },
  responses: { fields: {}, others: one("response") },
  response: {
    section: "responses",
    fields: {
      summary: since("3.2", prose),
      description: prose,
      headers: map("header"),
      content: map("mediaType"),
      links: map("link"),
    },
  },
  header: { section: "headers", fields: serialised },
  example: {
    section: "examples",
    fields: {
      ...described,
      value: any,
      dataValue: since("3.2", any),
      serializedValue: since("3.2", text),
      externalValue: text,
    },
  },
  link: {
    section: "links",
    mistaken: { body: "requestBody" },
    fields: {
      operationRef: text,
      operationId: text,
      parameters: value("object"),
      requestBody: any,
      description: prose,
      server: one("server"),
    },
  },
  callback: { section: "callbacks", fields: {}, others: one("pathItem") },
  schema: schemaGrammar,
  discriminator: {
    required: ["propertyName"],
    fields: { propertyName: text, mapping: value("textMap"), defaultMapping: since("3.2", text) },
  },
  xml: {
    fields: {
      name: text,
      namespace: text,
      prefix: text,
      attribute: flag,
      wrapped: flag,
      nodeType: since("3.2", text),
    },
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
      pathItems: since("3.1", map("pathItem")),
      mediaTypes: since("3.2", map("mediaType")),
    },
  },
  securityScheme: {
    section: "securitySchemes",
    required: ["type"],
    fields: {
      type: text,
      description: prose,
      name: text,
      in: text,
      scheme: text,
      bearerFormat: text,
      openIdConnectUrl: text,
      oauth2MetadataUrl: since("3.2", text),
      deprecated: since("3.2", flag),
      flows: one("oauthFlows"),
    },
  },
  oauthFlows: {
    fields: {
      implicit: one("oauthFlow"),
      password: one("oauthFlow"),
      clientCredentials: one("oauthFlow"),
      authorizationCode: one("oauthFlow"),
      deviceAuthorization: since("3.2", one("oauthFlow")),
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
  tag: {
    required: ["name"],
    fields: {
      name: text,
      description: prose,
      summary: since("3.2", prose),
      parent: since("3.2", text),
      kind: since("3.2", text),
      externalDocs: one("externalDocs"),
    },
  },
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
  const { others } = grammar[kind];
  return lookup.get(kind)?.get(key) ?? (others === undefined || key.startsWith("x-") ? undefined : others);
}

/** The same table for the many questions of a walk. */
const lookup: ReadonlyMap<string, ReadonlyMap<string, Field>> = new Map(
  Object.entries(grammar).map(([kind, { fields }]) => [kind, new Map(Object.entries(fields))]),
);

/** The section of `components` that definitions of a kind stand in, or null for a kind that cannot be referred to. */
export function sectionOf(kind: NodeKind): string | null {
  return grammar[kind].section ?? null;
}
