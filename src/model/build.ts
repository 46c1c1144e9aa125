import { isDeepStrictEqual } from "node:util";
import { diagnostic } from "../diagnostics/create.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { JsonObject, OpenApiDocument } from "../document/document.js";
import { isObject } from "../document/json.js";
import { keepingList, recalling, remembering } from "../document/remember.js";
import { keepingData } from "../document/reuse.js";
import { stampedProperties } from "./access.js";
import { annotation } from "./annotation.js";
import { documentPolicy } from "./document-policy.js";
import { familiesIn, withFamilies, type Families } from "./families/families.js";
import { objectMember, textMember } from "./members.js";
import type { Column, Model, Operation, Outgoing, Resource, Scheme } from "./model.js";
import { draftOutgoing, finishOutgoing, outgoingUses } from "./outgoing.js";
import { draftOperations, finishOperation, operationUses } from "./operations.js";
import { valueAt } from "../document/reference.js";
import { indexResources, type ResourceIndex } from "./resource-index.js";
import { buildResources } from "./resources.js";
import { buildSchemes } from "./schemes.js";
import { serverUrls } from "./servers.js";
import type { Stamped } from "./split/hidden.js";
import { splitSchemas, type SchemaUse, type Split } from "./split/split.js";
import { judgeVocabulary } from "./vocabulary/judge.js";

export interface BuiltModel {
  readonly model: Model;
  /** Mistakes in `x-security`. The model is whole all the same: what could not be read counts as not written. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Builds the model of a loaded document. Total: a document that loads always has one.
 * @param onModel told of the model before its annotations are judged
 */
export function buildModel(
  document: OpenApiDocument,
  onModel: (model: Model) => void = () => undefined,
): BuiltModel {
  const { root } = withFamilies(document);
  const policy = policyOf(root);
  const { resources, schemes, index, stamped, served } = surroundingsOf(
    root,
    familiesIn(document.root).parents,
  );
  const drafts = draftOperations({ root, index, stamped, served });
  const outgoing = draftOutgoing(root);
  const uses = [
    ...drafts.flatMap(operationUses),
    ...outgoing.flatMap(outgoingUses),
    ...resources.flatMap((resource) => columnUses(root, resource)),
  ];
  const split = splitSchemas(root, policy.caps, stamped, uses);
  const info = objectMember(root, "info");
  const model: Model = {
    title: textMember(info, "title") ?? "",
    version: textMember(info, "version") ?? "",
    ...policy,
    schemes,
    resources: keepResources(resources.map((resource) => finishResource(root, resource, split))),
    operations: keepOperations(drafts.map((draft) => finishOperation(root, draft, split))),
    outgoing: keepOutgoing(outgoing.map((draft) => finishOutgoing(draft, split))),
    schemas: split.schemas,
  };
  onModel(model);
  return { model, diagnostics: vocabularyDiagnostics(document) };
}

/** What operations are about, without the schemas of what they carry: a part of the model that costs a fraction of it. */
export interface Outline {
  readonly schemes: readonly Scheme[];
  readonly resources: readonly Resource[];
  readonly operations: readonly OutlinedOperation[];
}

export type OutlinedOperation = Omit<Operation, "parameters" | "queryString" | "body" | "responses">;

export function outlineModel(written: JsonObject): Outline {
  const { root, parents } = familiesIn(written);
  const { resources, schemes, index, stamped, served } = surroundingsOf(root, parents);
  return { schemes, resources, operations: draftOperations({ root, index, stamped, served }) };
}

function policyOf(root: JsonObject): Policy {
  const written = root["x-security"];
  return policies(root, isObject(written) ? written : unwritten, [root["servers"]], () =>
    documentPolicy(annotation("document", root), serverUrls(root)),
  );
}

type Policy = ReturnType<typeof documentPolicy>;
const policies = remembering<Policy>();
/** Stands for the annotation of documents that have none. */
const unwritten = {};

/** What every operation is judged against. */
interface Surroundings {
  readonly resources: readonly Resource[];
  readonly schemes: readonly Scheme[];
  readonly parents: Families["parents"];
  readonly index: ResourceIndex;
  readonly stamped: Stamped;
  readonly served: ReadonlySet<string>;
}

/** The same object as long as resources and schemes say the same: most changes of components are no change of these. */
function surroundingsOf(root: JsonObject, parents: Surroundings["parents"]): Surroundings {
  const resources = buildResources(root);
  const schemes = buildSchemes(root);
  const known = latest === null ? null : [latest.resources, latest.schemes, latest.parents];
  if (latest !== null && isDeepStrictEqual(known, [resources, schemes, parents])) return latest;
  const served = new Set(schemes.flatMap(({ kind, name }) => (kind === "served" ? [name] : [])));
  latest = {
    resources,
    schemes,
    parents,
    index: indexResources(resources, parents),
    stamped: stampedByPointer(resources),
    served,
  };
  return latest;
}

let latest: Surroundings | null = null;

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

/** The same list as long as the components are the same that hold the schemas of the columns. */
function columnUses(root: JsonObject, resource: Resource): readonly SchemaUse[] {
  const holders = holdersOf(resource).map((pointer) => valueAt(root, pointer));
  return usesOfColumns(resource, holders, () =>
    shownColumns(resource).map(({ pointer }) => columnUse(root, pointer)),
  );
}

const usesOfColumns = recalling<readonly SchemaUse[]>();

/** Pointers of the components that the columns stand in. */
function holdersOf(resource: Resource): readonly string[] {
  const componentOf = (pointer: string): string => pointer.split("/").slice(0, 4).join("/");
  return holders(resource, [], () => [
    ...new Set(shownColumns(resource).map(({ pointer }) => componentOf(pointer))),
  ]);
}

const holders = recalling<readonly string[]>();

function shownColumns({ columns }: Resource): readonly Column[] {
  return columns.filter(({ origin }) => origin !== "server");
}

function columnUse(root: JsonObject, pointer: string): SchemaUse {
  return { spot: { value: valueAt(root, pointer) ?? true, pointer }, flavour: "read" };
}

/** The resource with its schemas; the same object as before where neither it nor one of its schemas changed. */
function finishResource(root: JsonObject, resource: Resource, split: Split): Resource {
  const uses = columnUses(root, resource);
  return finishedWith(resource, [split.schemas, uses], () => {
    const used = uses.map((use) => split.used(use).schema);
    return finished(resource, used, () => {
      const schemas = new Map(shownColumns(resource).map((column, index) => [column, used[index] ?? null]));
      const columns = resource.columns.map((column) => ({ ...column, schema: schemas.get(column) ?? null }));
      return { ...resource, columns };
    });
  });
}

// Of an operation of which something changed, all else stays what it was, and what is made of that.
const keepOperations = keepingData<Operation>(({ id }) => id);
const keepOutgoing = keepingData<Outgoing>(({ kind, id }) => `${kind} ${id}`);

const finishedWith = recalling<Resource>();
const finished = recalling<Resource>();
const keepResources = keepingList<Resource>();
