import { invalidInput, type Ending, type FieldError } from "../ending.js";
import type { Exchange } from "../exchange.js";
import { holds, type Principal } from "../principal.js";
import { Findings } from "../findings.js";
import { fits } from "../fits.js";
import { once } from "../once.js";
import type { GuardFields } from "../route.js";
import { declaredNames } from "../shape-facts.js";
import { furtherShape, type Guards, type Shape } from "../shape.js";
import { escapeToken } from "./pointer.js";

/** Refuses fields that only other principals may send, exactly as if the document did not know them. */
export function guarding(shapes: () => Guards): GuardFields {
  const guards = once(shapes);
  return (exchange) => guard(guards(), exchange);
}

function guard(guards: Guards, exchange: Exchange): Ending | undefined {
  const { parameters, body, contentType, principal } = exchange;
  const parts: readonly [at: FieldError["in"], guard: string | undefined, value: unknown][] = [
    ["path", "path", parameters.path],
    ["query", "query", parameters.query],
    ["header", "header", parameters.header],
    ["cookie", "cookie", parameters.cookie],
    ["body", contentType?.declared, body],
  ];
  for (const [at, guard, value] of parts) {
    if (guard === undefined || !Object.hasOwn(guards, guard)) continue;
    const pointer = findGuarded(guards[guard], value, { principal, pointer: "", findings: new Findings() });
    if (pointer === null) continue;
    const error: FieldError = { in: at, pointer, message: "unknown field" };
    return invalidInput(400, "a field that the principal may not send", { errors: [error] });
  }
  return undefined;
}

interface Place {
  readonly principal: Principal | null;
  readonly pointer: string;
  readonly findings: Findings<string | null>;
}

/** The first field that the principal may not send, whatever its value is, or null. Depth is bounded by that of the body. */
function findGuarded(shape: Shape | undefined, body: unknown, place: Place): string | null {
  if (shape === undefined) return null;
  if (typeof body !== "object" || body === null) return searchIn(shape, body, place);
  return place.findings.of(shape, body, () => searchIn(shape, body, place));
}

function searchIn(shape: Shape, body: unknown, place: Place): string | null {
  switch (shape.kind) {
    case "value":
    case "json":
    case "literal":
      return null;
    case "ref":
      return findGuarded(shape.shape(), body, place);
    case "when":
      return holds(place.principal, shape.rights) ? findGuarded(shape.shape, body, place) : place.pointer;
    case "all":
      return first(shape.parts, (part) => findGuarded(part, body, place));
    case "some":
      return searchBranches(shape.branches, body, place);
    case "array":
      if (!Array.isArray(body)) return null;
      return first([...body.entries()], ([index, item]: [number, unknown]) =>
        findGuarded(shape.prefix[index] ?? shape.items ?? undefined, item, inside(place, String(index))),
      );
    case "object":
      if (typeof body !== "object" || body === null) return null;
      return first(Object.entries(body), ([name, member]: [string, unknown]) => {
        const field = Object.hasOwn(shape.fields, name)
          ? shape.fields[name]
          : (furtherShape(shape, name) ?? undefined);
        return findGuarded(field, member, inside(place, escapeToken(name)));
      });
  }
}

function searchBranches(branches: readonly Shape[], body: unknown, place: Place): string | null {
  const fitting = branches.filter((branch) => fits(branch, body));
  const search = (branch: Shape): string | null => findGuarded(branch, body, place);
  if (fitting.length === 0) return first(branches, search);
  return (
    first(fitting, search) ?? first(branches, (branch) => outside(fitting, search(branch), place.pointer))
  );
}

function inside(place: Place, token: string): Place {
  return { ...place, pointer: `${place.pointer}/${token}` };
}

/**
 * A pointer of another branch, where no fitting one declares the member that it leads to: it would come in among the further
 * members that one of them takes.
 */
function outside(fitting: readonly Shape[], found: string | null, pointer: string): string | null {
  const member = found?.slice(pointer.length).split("/")[1];
  if (found === null || member === undefined) return null;
  const isDeclared = fitting.some((branch) => [...declaredNames(branch)].map(escapeToken).includes(member));
  return isDeclared ? null : found;
}

function first<Item>(items: readonly Item[], search: (item: Item) => string | null): string | null {
  for (const item of items) {
    const found = search(item);
    if (found !== null) return found;
  }
  return null;
}
