import { nearest } from "../diagnostics/suggest.js";
import type { JsonObject } from "../document/document.js";
import { isObject, memberOf } from "../document/json.js";
import { joinPointer, referencePointer } from "../document/pointer.js";
import { valueAt } from "../document/reference.js";
import { recalling, remembering } from "../document/remember.js";
import { objectMember, textMember } from "../model/members.js";
import { operationSlots, type OperationSlot } from "../model/operation-slots.js";
import { outgoingOperations } from "../model/outgoing.js";
import { memberSpots, resolvedItems, resolvedMembers, type Spot } from "../model/references.js";
import type { Finding, Judge } from "./finding.js";
import { expressionFault, holdsExpression } from "./runtime-expressions.js";

/** A link that leads to no operation, or gives it a parameter that it does not take. */
export const brokenLink: Judge = ({ document: { root } }) => {
  const found = linksIn(root);
  if (found.length === 0) return [];
  const operations = namedOperations(root);
  return found.flatMap(({ link, slot }) => judgeLink(root, link, operations, slot));
};

/** Runtime expressions that can have no value, in links and in the addresses of callbacks. */
export const invalidExpression: Judge = ({ document: { root } }) => [
  ...linksIn(root).flatMap(({ link, slot }) => linkExpressions(link, slot)),
  ...operationSlots(root).flatMap((slot) => callbackExpressions(root, slot)),
];

interface Linked {
  readonly link: Spot<JsonObject>;
  readonly slot: OperationSlot;
}

/** Two rules ask for them. */
function linksIn(root: JsonObject): readonly Linked[] {
  return linked(root, [], () =>
    operationSlots(root).flatMap((slot) => linksOf(root, slot).map((link) => ({ link, slot }))),
  );
}

const linked = recalling<readonly Linked[]>();

function linksOf(root: JsonObject, slot: OperationSlot): readonly Spot<JsonObject>[] {
  return links(root, slot.value, [slot.pointer], () =>
    resolvedMembers(root, slot, "responses").flatMap(([, response]) =>
      resolvedMembers(root, response, "links").map(([, link]) => link),
    ),
  );
}

const links = remembering<readonly Spot<JsonObject>[]>();

/** An operation that a link may lead to, with the parameters of its path item. */
interface Target extends Spot<JsonObject> {
  readonly pathItem: Spot<JsonObject> | null;
}

function namedOperations(root: JsonObject): readonly Target[] {
  return [
    ...operationSlots(root),
    ...outgoingOperations(root).map((operation) => ({ ...operation, pathItem: null })),
  ];
}

function judgeLink(
  root: JsonObject,
  link: Spot<JsonObject>,
  operations: readonly Target[],
  { pointer }: OperationSlot,
): readonly Finding[] {
  const found = targetOf(root, link, operations);
  if (found === null) return [];
  if ("message" in found) return [{ ...found, within: [pointer] }];
  return memberSpots(link, "parameters").flatMap(([name, spot]): readonly Finding[] =>
    takes(root, found, name)
      ? []
      : [
          {
            pointer: spot.pointer,
            part: "key",
            message: `The operation that this link leads to has no parameter "${name}".`,
            within: [pointer],
          },
        ],
  );
}

/** The operation, what is wrong with its name, or null where it is of another document. */
function targetOf(
  root: JsonObject,
  link: Spot<JsonObject>,
  operations: readonly Target[],
): Target | Finding | null {
  const id = textMember(link.value, "operationId");
  if (id !== undefined)
    return (
      operations.find(({ value }) => textMember(value, "operationId") === id) ??
      unknownOperation(id, link, operations)
    );
  const reference = textMember(link.value, "operationRef");
  const pointer = referencePointer(reference ?? "");
  if (reference === undefined || pointer === null) return null;
  const found = operations.find((operation) => operation.pointer === pointer);
  if (found !== undefined) return found;
  return isObject(valueAt(root, pointer))
    ? null
    : {
        pointer: joinPointer(link.pointer, "operationRef"),
        message: `"${reference}" leads to no operation.`,
        help: 'Slashes of a path are written ~1 in it: "#/paths/~1orders~1{id}/get".',
      };
}

function unknownOperation(id: string, link: Spot<JsonObject>, operations: readonly Target[]): Finding {
  const meant = nearest(
    id,
    operations.flatMap(({ value }) => textMember(value, "operationId") ?? []),
  );
  return {
    pointer: joinPointer(link.pointer, "operationId"),
    message: `No operation is called "${id}".`,
    ...(meant === null ? {} : { help: `Did you mean "${meant}"?` }),
  };
}

/** Names may say where the parameter is: `path.id` (OpenAPI 3.1 §4.8.20). */
function takes(root: JsonObject, target: Target, name: string): boolean {
  const [, place, plain] = /^(path|query|header|cookie)\.(.+)$/s.exec(name) ?? [];
  const holders = [target, ...(target.pathItem === null ? [] : [target.pathItem])];
  return holders
    .flatMap((holder) => resolvedItems(root, holder, "parameters"))
    .some(({ value }) => {
      const own = textMember(value, "name");
      return own === name || (own === plain && textMember(value, "in") === place);
    });
}

function linkExpressions(link: Spot<JsonObject>, { pointer }: OperationSlot): readonly Finding[] {
  const body = memberOf(link.value, "requestBody");
  const values = [
    ...memberSpots(link, "parameters").map(([, spot]) => spot),
    ...(body === undefined ? [] : [{ value: body, pointer: joinPointer(link.pointer, "requestBody") }]),
  ];
  return values.flatMap((spot) => {
    const fault = typeof spot.value === "string" ? expressionFault(spot.value) : null;
    return fault === null ? [] : [{ pointer: spot.pointer, message: `${fault}.`, within: [pointer] }];
  });
}

/** The key of a callback is its address: an expression, or an absolute URL. */
function callbackExpressions(root: JsonObject, slot: OperationSlot): readonly Finding[] {
  const holder = objectMember(slot.value, "callbacks");
  if (holder === undefined) return [];
  return resolvedMembers(root, slot, "callbacks").flatMap(([, callback]) =>
    Object.keys(callback.value)
      .filter((key) => !key.startsWith("x-"))
      .flatMap((key): readonly Finding[] => {
        const fault = addressFault(key);
        const pointer = joinPointer(callback.pointer, key);
        return fault === null ? [] : [{ pointer, part: "key", message: `${fault}.`, within: [slot.pointer] }];
      }),
  );
}

function addressFault(key: string): string | null {
  if (holdsExpression(key)) return expressionFault(key);
  return URL.canParse(key)
    ? null
    : `"${key}" is neither a runtime expression nor a URL: nothing can be sent there`;
}
