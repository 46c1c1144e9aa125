import type { JsonObject } from "../document/document.js";
import { joinPointer } from "../document/pointer.js";
import { recalling, remembering } from "../document/remember.js";
import { inferAction } from "./action.js";
import { annotation, rightsOf } from "./annotation.js";
import { buildAuthentication, verifiable } from "./authentication.js";
import { bindIds } from "./bindings.js";
import { bodyIds, type BodyId } from "./body-ids.js";
import { closedReason } from "./closed.js";
import { defaultRateLimit, requestPointer } from "./document-policy.js";
import { isTrue, textMember, textsMember } from "./members.js";
import { bodySchemas } from "./media-types.js";
import {
  bodyUses,
  draftBody,
  draftResponses,
  finishBody,
  finishResponse,
  responseUses,
  takesFiles,
  type BodyDraft,
  type ResponseDraft,
} from "./messages.js";
import type { Authentication, NamedPolicy, Operation } from "./model.js";
import { fileName, NameScope } from "./names.js";
import { operationIds } from "./operation-ids.js";
import { operationSlots, parameterSpots, type OperationSlot } from "./operation-slots.js";
import {
  buildParameter,
  buildQueryString,
  type ParameterDraft,
  type QueryStringDraft,
} from "./parameters.js";
import { pathIds, segmentsOf, type PathId } from "./path-ids.js";
import { resolveMember, type Spot } from "./references.js";
import type { ResourceIndex } from "./resource-index.js";
import type { Stamped } from "./split/hidden.js";
import type { SchemaUse, Split } from "./split/split.js";
import { requestSubject, responseSubject } from "./subject.js";
import type { Annotation } from "./vocabulary/places.js";

type OperationAnnotation = Annotation<"operation">;

export interface OperationContext {
  readonly root: JsonObject;
  readonly index: ResourceIndex;
  readonly stamped: Stamped;
  /** Names of the schemes whose credentials can be verified. */
  readonly served: ReadonlySet<string>;
}

/** An operation with everything decided but its schemas, which the split gives once it knows what all operations need. */
export interface OperationDraft extends Omit<Operation, "parameters" | "queryString" | "body" | "responses"> {
  readonly parameters: readonly ParameterDraft[];
  readonly queryString: QueryStringDraft | null;
  readonly body: BodyDraft | null;
  readonly responses: readonly ResponseDraft[];
}

export function draftOperations(context: OperationContext): readonly OperationDraft[] {
  const names = namesOf(operationSlots(context.root));
  return names.map(({ slot, id, file }) => rememberedDraft(context, slot, id, file));
}

interface NamedSlot {
  readonly slot: OperationSlot;
  readonly id: string;
  /** Name of its modules. */
  readonly file: string;
}

/** Most changes of operations are none of what they are called by. */
function namesOf(slots: readonly OperationSlot[]): readonly NamedSlot[] {
  const isSame =
    latestNames.length === slots.length &&
    latestNames.every(({ slot }, index) => isCalledAlike(slot, slots[index]));
  latestNames = isSame
    ? latestNames.map(({ slot, id, file }, index) => ({ slot: slots[index] ?? slot, id, file }))
    : nameSlots(slots);
  return latestNames;
}

let latestNames: readonly NamedSlot[] = [];

function isCalledAlike(one: OperationSlot, other: OperationSlot | undefined): boolean {
  if (one.method !== other?.method || one.path !== other.path) return false;
  return textMember(one.value, "operationId") === textMember(other.value, "operationId");
}

function nameSlots(slots: readonly OperationSlot[]): readonly NamedSlot[] {
  const files = new NameScope();
  const ids = operationIds(slots);
  return slots.map((slot) => {
    const id = ids.get(slot) ?? "operation";
    return { slot, id, file: files.claim(fileName(id), "-") };
  });
}

const drafts = remembering<OperationDraft>();

function rememberedDraft(
  context: OperationContext,
  slot: OperationSlot,
  id: string,
  file: string,
): OperationDraft {
  const { root, index, stamped, served } = context;
  const { method, path, pointer, pathItem } = slot;
  const names = [id, file, method, path, pointer, pathItem.pointer];
  const around = [pathItem.value, index, stamped, served, root["security"], root["x-security"]];
  return drafts(root, slot.value, [...names, ...around], () => draftOperation(context, slot, id, file));
}

/** Schemas that an operation needs. A parameter is input: nothing that only answers show belongs into it. */
export function operationUses(draft: OperationDraft): readonly SchemaUse[] {
  const { parameters, queryString, body, responses } = draft;
  return [
    ...parameters.map(({ schema }) => inputUse(schema)),
    ...(queryString === null ? [] : [inputUse(queryString.schema)]),
    ...bodyUses(body),
    ...responses.flatMap(responseUses),
  ];
}

/** The operation with its schemas; the same object as before where neither the draft nor one of its schemas changed. */
export function finishOperation(root: JsonObject, draft: OperationDraft, split: Split): Operation {
  return finishedWith(draft, [split.schemas], () => finishAnew(root, draft, split));
}

/** With the same variants, the same draft comes to the same. */
const finishedWith = recalling<Operation>();

function finishAnew(root: JsonObject, draft: OperationDraft, split: Split): Operation {
  // Forms with files are written out of the variants that they refer to.
  const files = takesFiles(draft.body) ? [split.schemas] : [];
  return finished(root, draft, [...operationUses(draft).map(split.used), ...files], () => ({
    ...draft,
    parameters: draft.parameters.map(({ policy, description, schema }) => ({
      policy,
      description,
      schema: split.used(inputUse(schema)),
    })),
    queryString:
      draft.queryString === null
        ? null
        : { ...draft.queryString, schema: split.used(inputUse(draft.queryString.schema)) },
    body: draft.body === null ? null : finishBody(draft.body, split),
    responses: draft.responses.map((response) => finishResponse(response, split)),
  }));
}

const finished = remembering<Operation>();

function inputUse(spot: Spot): SchemaUse {
  return { spot, flavour: "create" };
}

function draftOperation(
  context: OperationContext,
  slot: OperationSlot,
  id: string,
  file: string,
): OperationDraft {
  const { root } = context;
  const written: OperationAnnotation = {
    ...annotation("pathItem", slot.pathItem.value),
    ...annotation("operation", slot.value),
  };
  const parameters = parameterSpots(root, slot);
  const subject = subjectOf(context, slot, parameters, written);
  const purpose = purposeOf(slot, subject);
  const body = draftBody(root, slot, purpose);
  const queryString = buildQueryString(root, parameters);
  const inQuery = queryString === null ? [] : bodyIds({ ...context, purpose: "create" }, queryString.schema);
  return {
    id,
    fileName: file,
    method: slot.method,
    path: slot.path,
    summary: textMember(slot.value, "summary") ?? null,
    tags: textsMember(slot.value, "tags"),
    surface: written.surface ?? (isInternal(slot) ? "internal" : "public"),
    authentication: authenticationOf(context, slot, written),
    closed: closedReason(slot),
    requires: written.requires === undefined ? null : rightsOf(written.requires),
    action: subject.action,
    resource: subject.resource,
    ...bindIds(
      { path: subject.ids, parameters, queryString: inQuery, body: requestIds(context, slot, purpose) },
      subject.resource,
      subject.action,
      context.index,
    ),
    rateLimits: rateLimitsOf(root, slot),
    cost: written.cost ?? 1,
    authenticates:
      written.authenticates === undefined
        ? null
        : { identity: requestPointer(written.authenticates.identity) },
    audit: auditOf(written),
    parameters: parameters.flatMap((parameter) => buildParameter(root, parameter) ?? []),
    queryString,
    body,
    responses: draftResponses(root, slot, (status) =>
      subject.action === "create" && /^2/u.test(status) ? "revealed" : "read",
    ),
    pointer: slot.pointer,
  };
}

/** What no scheme can verify opens nothing; only a closed operation may ask for it. */
function authenticationOf(
  { root, served }: OperationContext,
  slot: OperationSlot,
  written: OperationAnnotation,
): Authentication {
  const authentication = buildAuthentication(root, slot, written.public);
  return closedReason(slot) === null ? authentication : verifiable(authentication, served);
}

interface OperationSubject {
  readonly resource: string | null;
  readonly action: string;
  readonly ids: readonly PathId[];
}

/** What the operation is about: as annotated, else from the answer, the request, the last id and the path. */
function subjectOf(
  { root, index }: OperationContext,
  slot: OperationSlot,
  parameters: readonly Spot<JsonObject>[],
  written: OperationAnnotation,
): OperationSubject {
  const response = responseSubject(root, index, slot);
  const carried =
    written.resource ?? response?.resource ?? requestSubject(root, index, slot)?.resource ?? null;
  const ids = pathIds(root, index, slot.path, parameters, carried, written.resource);
  const segments = segmentsOf(slot.path);
  const named = index.bySegment(
    segments.findLast((segment) => segment.parameters.length === 0)?.text ?? "",
  )?.name;
  const resource = carried ?? named ?? ids.at(-1)?.resource ?? null;
  const action =
    written.action ?? inferAction({ method: slot.method, segments, ids, resource, response }, index);
  return { resource, action, ids };
}

/** A POST that acts on an existing row changes it. */
function purposeOf(slot: OperationSlot, { resource, action, ids }: OperationSubject): "create" | "update" {
  if (slot.method === "PUT" || slot.method === "PATCH") return "update";
  const onRow = resource !== null && ids.at(-1)?.resource === resource;
  return onRow && action !== "create" && action !== "list" ? "update" : "create";
}

function requestIds(
  { root, index, stamped }: OperationContext,
  slot: OperationSlot,
  purpose: "create" | "update",
): readonly BodyId[] {
  const body = resolveMember(root, slot, "requestBody");
  if (body === undefined) return [];
  const found = bodySchemas(root, body, "request").flatMap((schema) =>
    bodyIds({ root, index, stamped, purpose }, schema),
  );
  return found.filter((id, position) => found.findIndex(({ path }) => path === id.path) === position);
}

/** The operation's own list, else the path item's, else the document's, else the defaults. */
function rateLimitsOf(root: JsonObject, slot: OperationSlot): readonly NamedPolicy[] {
  const levels = [
    { names: annotation("operation", slot.value).rateLimit, pointer: slot.pointer },
    { names: annotation("pathItem", slot.pathItem.value).rateLimit, pointer: slot.pathItem.pointer },
    { names: annotation("document", root).rateLimit, pointer: "" },
  ];
  const level = levels.find(({ names }) => names !== undefined);
  if (level?.names === undefined) return defaultRateLimit.map((name) => ({ name, pointer: slot.pointer }));
  const { names, pointer } = level;
  return names.map((name, index) => ({
    name,
    pointer: joinPointer(pointer, "x-security", "rateLimit", index),
  }));
}

function isInternal(slot: OperationSlot): boolean {
  return isTrue(slot.value, "x-internal") || isTrue(slot.pathItem.value, "x-internal");
}

function auditOf(written: OperationAnnotation): Operation["audit"] {
  const { audit } = written;
  if (audit === undefined) return { privileged: false, event: null };
  return typeof audit === "string"
    ? { privileged: true, event: null }
    : { privileged: false, event: audit.event };
}
