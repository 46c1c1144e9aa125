import { createHash } from "node:crypto";
import type { JsonValue } from "../document/document.js";
import { recalling } from "../document/remember.js";
import type { Operation } from "../model/model.js";
import { literal, name, type Code } from "./code.js";
import { headersSchema, locations, locationSchema } from "./part-schemas.js";
import { bareRef, isStructured } from "./schemas.js";

/** What one validator of an operation holds a part of the request against: the parameters of a location, or a body; or headers of its answers. */
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
  /** In the module of its operation. */
  | { readonly kind: "own" }
  /** In a module of its own, because several operations take the same. */
  | { readonly kind: "shared"; readonly file: string }
  /** In the module of the variant that the schema refers to. */
  | { readonly kind: "variant"; readonly variant: string };

export interface OperationParts {
  readonly operation: Operation;
  readonly parts: readonly Part[];
}

/** The parts of every operation, and which of them are shared. */
export function findParts(operations: readonly Operation[]): readonly OperationParts[] {
  const all = operations.map((operation) => ({ operation, parts: partsOf(operation) }));
  const uses = new Map<string, number>();
  for (const { content } of all.flatMap(({ parts }) => parts))
    uses.set(content, (uses.get(content) ?? 0) + 1);
  return all.map(({ operation, parts }) => ({
    operation,
    parts: parts.map((part) => ({ ...part, home: homeOf(part, uses.get(part.content) ?? 0) })),
  }));
}

type LocatedPart = Omit<Part, "home">;

function partsOf(operation: Operation): readonly LocatedPart[] {
  return operationParts(operation, [], () => findOwnParts(operation));
}

const operationParts = recalling<readonly LocatedPart[]>();

function findOwnParts(operation: Operation): readonly LocatedPart[] {
  const parameters = locations.flatMap((location) => {
    const schema = locationSchema(operation, location, "undocumented");
    return schema === null ? [] : [part("location", name(location), schema)];
  });
  const bodies = (operation.body?.content ?? [])
    .filter(({ policy }) => policy.kind === "text" || isStructured(policy))
    .map(({ policy, schema }) => part("body", literal(policy.mediaType), schema.schema));
  const answers = operation.responses.flatMap((response) => {
    const schema = headersSchema(response);
    return schema === null ? [] : [part("answer", literal(response.status), schema)];
  });
  return [...parameters, ...bodies, ...answers];
}

function part(kind: Part["kind"], key: Code, schema: JsonValue): LocatedPart {
  return { kind, key, schema, content: JSON.stringify(schema) };
}

function homeOf({ schema, content }: LocatedPart, uses: number): Home {
  const variant = bareRef(schema);
  if (variant !== null) return { kind: "variant", variant };
  return uses > 1 ? { kind: "shared", file: sharedFile(content) } : { kind: "own" };
}

/** Named by what it checks, so that a change elsewhere in the document leaves it alone. */
function sharedFile(content: string): string {
  return `shared/${createHash("sha256").update(content).digest("hex").slice(0, 16)}`;
}
