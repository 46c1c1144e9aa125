import { diagnostic } from "../diagnostics/create.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { JsonObject, OpenApiDocument } from "../document/document.js";
import { stampedProperties } from "./access.js";
import { annotation } from "./annotation.js";
import { documentPolicy } from "./document-policy.js";
import { buildIgnores } from "./ignores.js";
import { objectMember, textMember } from "./members.js";
import type { Model, Resource } from "./model.js";
import { draftOperations, finishOperation, operationUses } from "./operations.js";
import { valueAt } from "../document/reference.js";
import { indexResources } from "./resource-index.js";
import { buildResources } from "./resources.js";
import { buildSchemes } from "./schemes.js";
import type { Stamped } from "./split/hidden.js";
import { splitSchemas, type SchemaUse, type Split } from "./split/split.js";
import { judgeVocabulary } from "./vocabulary/judge.js";

export interface BuiltModel {
  readonly model: Model;
  /** Mistakes in `x-security`. The model is whole all the same: what could not be read counts as not written. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Builds the model of a loaded document. Total: a document that loads always has one. */
export function buildModel(document: OpenApiDocument): BuiltModel {
  const { root } = document;
  const policy = documentPolicy(annotation("document", root));
  const resources = buildResources(root);
  const stamped = stampedByPointer(resources);
  const schemes = buildSchemes(root);
  const served = new Set(schemes.flatMap(({ kind, name }) => (kind === "served" ? [name] : [])));
  const drafts = draftOperations({ root, index: indexResources(resources), stamped, served });
  const uses = [
    ...drafts.flatMap(operationUses),
    ...resources.flatMap((resource) => columnUses(root, resource)),
  ];
  const split = splitSchemas(root, policy.caps, stamped, uses);
  const info = objectMember(root, "info");
  const model: Model = {
    title: textMember(info, "title") ?? "",
    version: textMember(info, "version") ?? "",
    ...policy,
    schemes,
    resources: resources.map((resource) => finishResource(root, resource, split)),
    operations: drafts.map((draft) => finishOperation(draft, split)),
    schemas: split.schemas,
    ignores: buildIgnores(root),
  };
  return { model, diagnostics: vocabularyDiagnostics(document) };
}

function vocabularyDiagnostics(document: OpenApiDocument): readonly Diagnostic[] {
  return judgeVocabulary(document.root).map(({ rule, pointer, part, message, help }) =>
    diagnostic(rule, document.locate(pointer, part), message, help === undefined ? {} : { help }),
  );
}

/** Stamped properties by the pointer of their resource's schema. */
function stampedByPointer(resources: readonly Resource[]): Stamped {
  return new Map(
    resources.map(({ pointer, access, tenant }) => [
      pointer,
      stampedProperties(access.kind === "specified" ? access.value : [], tenant),
    ]),
  );
}

function columnUses(root: JsonObject, { columns }: Resource): readonly SchemaUse[] {
  return columns.flatMap((column) => (column.origin === "server" ? [] : [columnUse(root, column.pointer)]));
}

function columnUse(root: JsonObject, pointer: string): SchemaUse {
  return { spot: { value: valueAt(root, pointer) ?? true, pointer }, flavour: "read" };
}

function finishResource(root: JsonObject, resource: Resource, split: Split): Resource {
  const columns = resource.columns.map((column) =>
    column.origin === "server"
      ? column
      : { ...column, schema: split.used(columnUse(root, column.pointer)).schema },
  );
  return { ...resource, columns };
}
