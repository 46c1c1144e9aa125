import { parse } from "yaml";
import type { JsonObject, JsonValue } from "../../../../src/document/document.js";
import { draftOverlay, type OverlayDraft } from "../../../../src/propose/draft.js";
import { scratchFolder } from "../../../support/scratch.js";

export const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
export const json = (schema: JsonObject): JsonObject => ({ content: { "application/json": { schema } } });
export const answers = (schema: JsonObject, status = "200"): JsonObject => ({
  responses: { [status]: { description: "It.", ...json(schema) } },
});
export const done: JsonObject = { responses: { "204": { description: "Done." } } };
export const text: JsonObject = { type: "string" };
export const uuid: JsonObject = { type: "string", format: "uuid" };
export const object = (properties: JsonObject): JsonObject => ({ type: "object", properties });
export const inPath = (name: string, schema: JsonObject = text): JsonObject => ({
  name,
  in: "path",
  required: true,
  schema,
});

/** A document whose callers show tokens. */
export function specimen(paths: JsonObject, schemas: JsonObject = {}, further: JsonObject = {}): JsonObject {
  return {
    openapi: "3.1.0",
    info: { title: "Specimen", version: "1" },
    security: [{ bearer: [] }],
    paths,
    components: { securitySchemes: { bearer: { type: "http", scheme: "bearer" } }, schemas },
    ...further,
  };
}

/** Reading, listing, changing and deleting the rows of a schema. */
export function crud(path: string, parameter: string, schema: string): JsonObject {
  const outer = [...path.matchAll(/\{([^}]+)\}/gu)].map(([, name = ""]) => inPath(name));
  return {
    [path]: {
      parameters: outer,
      get: answers({ type: "array", items: ref(schema) }),
      post: { requestBody: { required: true, ...json(ref(schema)) }, ...answers(ref(schema), "201") },
    },
    [`${path}/{${parameter}}`]: {
      parameters: [...outer, inPath(parameter)],
      get: answers(ref(schema)),
      delete: done,
    },
  };
}

/** What `init` proposes for a document, or for files of which the first is the document. */
export async function draftOf(
  document: JsonObject,
  files: Readonly<Record<string, JsonValue>> = {},
): Promise<OverlayDraft> {
  const texts = Object.entries({ "openapi.json": document, ...files }).map(([name, value]) => [
    name,
    JSON.stringify(value),
  ]);
  const cwd = scratchFolder(Object.fromEntries(texts) as Record<string, string>);
  const draft = await draftOverlay({ document: "openapi.json", overlays: [], path: "o.yaml", cwd });
  if (draft.document === null) throw new Error(draft.diagnostics.map(({ message }) => message).join("\n"));
  return draft;
}

/** `GET /orders` → whether the operation is open. */
export function openOf({ operations }: OverlayDraft): Readonly<Record<string, boolean>> {
  return Object.fromEntries(
    operations.map(({ method, path, closed }) => [`${method} ${path}`, closed === null]),
  );
}

/** Why an operation is closed. */
export function reasonOf({ operations }: OverlayDraft, name: string): string | null | undefined {
  return operations.find(({ method, path }) => `${method} ${path}` === name)?.closed;
}

/** The annotation that an overlay adds at a pointer, all proposals together. */
export function annotationAt({ proposals }: OverlayDraft, pointer: string): JsonObject | null {
  const found = proposals.filter((each) => each.pointer === pointer);
  if (found.length === 0) return null;
  return Object.assign({}, ...found.map(({ update }) => update["x-security"] ?? {})) as JsonObject;
}

export function parsedOverlay({ text: written }: OverlayDraft): {
  readonly actions: readonly { readonly target: string; readonly update: JsonObject }[];
} {
  return parse(written) as ReturnType<typeof parsedOverlay>;
}
