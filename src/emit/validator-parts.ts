import type { JsonValue } from "../document/document.js";
import { recalling } from "../document/remember.js";
import type { Model, Operation, Outgoing } from "../model/model.js";
import { literal, name, type Code } from "./code.js";
import { headersSchema, locations, locationSchema, type Parametered } from "./part-schemas.js";
import { bareRef, isStructured } from "./schemas.js";
import { operationFile, outgoingFile, sharedPlace, type Place } from "./validator-places.js";

/**
 * What one validator holds a part of a request against: the parameters of a location, or a body; or of an answer: headers of
 * those that an operation gives, bodies of those that come back to the server.
 */
export interface Part {
  readonly kind: "location" | "body" | "answer";
  /** Member of `OperationValidators`, or of its `body` or `answer`. */
  readonly key: Code;
  readonly schema: JsonValue;
  /** The schema as text: parts with equal texts are checked by one validator. */
  readonly content: string;
  readonly home: Home;
}

/** Where the validator of a part stands. */
export type Home =
  /** With its operation. */
  | { readonly kind: "own" }
  /** On its own, because several operations take the same. */
  | { readonly kind: "shared"; readonly place: Place }
  /** It is that of the variant that the schema refers to. */
  | { readonly kind: "variant"; readonly variant: string };

/** What is validated of an operation, or of a request of the server's own. */
export interface OwnedParts {
  /** The module, below `validators/`, without extension. */
  readonly file: string;
  /** What tells it from the others in the module. */
  readonly id: string;
  readonly parts: readonly Part[];
}

/**
 * The parts of every operation and of every request of the server's own, and which of them are shared; the same objects as
 * before where that is the same.
 */
export function findParts({ operations, outgoing }: Model): readonly OwnedParts[] {
  const all = [
    ...operations.map((operation) => ({
      file: operationFile(operation),
      id: operation.id,
      parts: partsOf(operation),
    })),
    ...outgoing.map((each) => ({ file: outgoingFile(each), id: each.fileName, parts: outgoingParts(each) })),
  ];
  const uses = new Map<string, number>();
  for (const { content } of all.flatMap(({ parts }) => parts))
    uses.set(content, (uses.get(content) ?? 0) + 1);
  return all.map(({ file, id, parts }) => {
    const shared = parts.map(({ content }) => (uses.get(content) ?? 0) > 1);
    return housed(parts, [file, id, ...shared], () => ({
      file,
      id,
      parts: parts.map((part, index) => ({ ...part, home: homeOf(part, shared[index] === true) })),
    }));
  });
}

const housed = recalling<OwnedParts>();

type LocatedPart = Omit<Part, "home">;

function partsOf(operation: Operation): readonly LocatedPart[] {
  const { parameters, queryString, body, responses } = operation;
  return operationParts(responses, [parameters, queryString, body], () => findOwnParts(operation));
}

const operationParts = recalling<readonly LocatedPart[]>();
const partsOfOutgoing = recalling<readonly LocatedPart[]>();

function findOwnParts(operation: Operation): readonly LocatedPart[] {
  const bodies = (operation.body?.content ?? [])
    .filter(({ policy }) => policy.kind === "text" || isStructured(policy))
    .map(({ policy, schema }) => part("body", literal(policy.mediaType), schema.schema));
  const answers = operation.responses.flatMap((response) => {
    const schema = headersSchema(response);
    return schema === null ? [] : [part("answer", literal(response.status), schema)];
  });
  return [...parameterParts(operation), ...bodies, ...answers];
}

function outgoingParts(outgoing: Outgoing): readonly LocatedPart[] {
  return partsOfOutgoing(outgoing, [], () => findOutgoingParts(outgoing));
}

function findOutgoingParts(outgoing: Outgoing): readonly LocatedPart[] {
  const { payload, replies } = outgoing;
  const contents = replies.flatMap(({ status, content }) =>
    content.map((each) => ({ ...each, key: literal(replyKey(status, each.mediaType)) })),
  );
  return [
    ...parameterParts(outgoing),
    ...(payload === null || payload.kind === "binary"
      ? []
      : [part("body", literal(payload.mediaType), payload.schema.schema)]),
    ...contents
      .filter(({ kind }) => kind !== "binary")
      .map(({ key, schema }) => part("answer", key, schema.schema)),
  ];
}

function parameterParts(holder: Parametered): readonly LocatedPart[] {
  return locations.flatMap((location) => {
    const schema = locationSchema(holder, location, "undocumented");
    return schema === null ? [] : [part("location", name(location), schema)];
  });
}

/** How the validators of a reply's bodies are told apart; the runtime makes the same key. */
function replyKey(status: string, mediaType: string): string {
  return `${status} ${mediaType}`;
}

function part(kind: Part["kind"], key: Code, schema: JsonValue): LocatedPart {
  return { kind, key, schema, content: JSON.stringify(schema) };
}

function homeOf({ schema, content }: LocatedPart, isShared: boolean): Home {
  const variant = bareRef(schema);
  if (variant !== null) return { kind: "variant", variant };
  return isShared ? { kind: "shared", place: sharedPlace(content) } : { kind: "own" };
}
