import type { JsonObject, JsonValue } from "./document.js";
import { isArray, isObject, memberOf } from "./json.js";
import { joinPointer, parsePointer, referencePointer } from "./pointer.js";
import { valueAt } from "./reference.js";
import { referenceOf } from "./walk.js";

/** Keywords whose schemas judge the very value that the schema itself judges (JSON Schema 2020-12 Core §10.2). */
const inPlaceLists = ["allOf", "anyOf", "oneOf"];
const inPlaceSchemas = ["not", "if", "then", "else"];

/** Schemas combined in one, counting each as often as it stands there. */
const MAX_COMBINED = 50_000;

interface Step {
  /** The component that is referred to. */
  readonly target: string;
  /** Where the reference stands. */
  readonly pointer: string;
}

/**
 * Reports schemas that contain themselves without a property or an item in between: to judge a value by one of them means
 * to judge the same value by it again, without end (Core §9.4.1 "infinite recursion").
 */
export function checkSchemaCycles(
  root: JsonObject,
  report: (pointer: string, message: string, rule?: "file-too-large") => void,
): void {
  const schemas = memberOf(memberOf(root, "components"), "schemas");
  const finished = new Map<string, number>();
  for (const name of isObject(schemas) ? Object.keys(schemas) : []) {
    visit(root, joinPointer("/components/schemas", name), finished, report);
  }
}

/** Depth first, but by a list of its own: definitions may refer to each other in a chain that is longer than the stack. */
function visit(
  root: JsonObject,
  start: string,
  finished: Map<string, number>,
  report: (pointer: string, message: string, rule?: "file-too-large") => void,
): void {
  if (finished.has(start)) return;
  const way = [{ at: start, steps: stepsFrom(root, start), next: 0 }];
  const open = new Set([start]);
  for (let top = way.at(-1); top !== undefined; top = way.at(-1)) {
    const step = top.steps[top.next++];
    if (step === undefined) {
      way.pop();
      open.delete(top.at);
      finished.set(top.at, weigh(top, finished, report));
    } else if (open.has(step.target)) {
      const circle = [...way.map(({ at }) => at), step.target];
      report(step.pointer, circleMessage(circle.slice(circle.indexOf(step.target))));
    } else if (!finished.has(step.target)) {
      way.push({ at: step.target, steps: stepsFrom(root, step.target), next: 0 });
      open.add(step.target);
    }
  }
}

/** Schemas that a schema comes to, each as often as it is combined; reports what is more than any honest document has. */
function weigh(
  { at, steps }: { readonly at: string; readonly steps: readonly Step[] },
  finished: ReadonlyMap<string, number>,
  report: (pointer: string, message: string, rule?: "file-too-large") => void,
): number {
  const weight = steps.reduce((sum, { target }) => sum + (finished.get(target) ?? 0), 1);
  if (weight <= MAX_COMBINED) return weight;
  report(
    at,
    `Combining what this schema refers to comes to more than ${String(MAX_COMBINED)} schemas.`,
    "file-too-large",
  );
  return 1;
}

function circleMessage(circle: readonly string[]): string {
  const names = circle.map((pointer) => parsePointer(pointer)?.at(-1) ?? pointer);
  return `This schema contains itself, so that judging a value by it would never end: ${names.join(" → ")}.`;
}

function stepsFrom(root: JsonObject, pointer: string): readonly Step[] {
  const steps: Step[] = [];
  collect(valueAt(root, pointer), pointer, steps);
  return steps;
}

/** Depth is limited by that of the file. */
function collect(schema: JsonValue | undefined, pointer: string, steps: Step[]): void {
  if (!isObject(schema)) return;
  const target = referencePointer(referenceOf(schema) ?? "");
  if (target !== null) steps.push({ target, pointer: joinPointer(pointer, "$ref") });
  for (const key of inPlaceLists) {
    const list = memberOf(schema, key);
    if (isArray(list)) list.forEach((each, index) => collect(each, joinPointer(pointer, key, index), steps));
  }
  for (const key of inPlaceSchemas) collect(memberOf(schema, key), joinPointer(pointer, key), steps);
  const dependent = memberOf(schema, "dependentSchemas");
  for (const [key, each] of Object.entries(isObject(dependent) ? dependent : {})) {
    collect(each, joinPointer(pointer, "dependentSchemas", key), steps);
  }
}
