import { invalidInput, type Ending, type FieldError } from "../ending.js";
import type { Exchange } from "../exchange.js";
import { holds, type Principal } from "../principal.js";
import { fits } from "../fits.js";
import { declaredNames } from "../select.js";
import { furtherShape, type Shape } from "../shape.js";
import { escapeToken } from "./pointer.js";

/**
 * Refuses fields that only other principals may send, exactly as if the document did not know them. It stands before
 * validation, whose errors would tell what such a field should look like.
 */
export function guardFields(exchange: Exchange): Ending | undefined {
  const guards = exchange.plan?.route.guards?.();
  if (guards === undefined) return undefined;
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
    const pointer = findGuarded(guards[guard], value, principal, "");
    if (pointer === null) continue;
    const error: FieldError = { in: at, pointer, message: "unknown field" };
    return invalidInput(400, "a field that the principal may not send", { errors: [error] });
  }
  return undefined;
}

/** The first field that the principal may not send, whatever its value is, or null. Depth is bounded by that of the body. */
function findGuarded(
  shape: Shape | undefined,
  body: unknown,
  principal: Principal | null,
  pointer: string,
): string | null {
  switch (shape?.kind) {
    case undefined:
    case "value":
    case "json":
    case "literal":
      return null;
    case "ref":
      return findGuarded(shape.shape(), body, principal, pointer);
    case "when":
      return holds(principal, shape.rights) ? findGuarded(shape.shape, body, principal, pointer) : pointer;
    case "all":
      return first(shape.parts, (part) => findGuarded(part, body, principal, pointer));
    case "some": {
      const fitting = shape.branches.filter((branch) => fits(branch, body));
      const search = (branch: Shape): string | null => findGuarded(branch, body, principal, pointer);
      if (fitting.length === 0) return first(shape.branches, search);
      return (
        first(fitting, search) ?? first(shape.branches, (branch) => outside(fitting, search(branch), pointer))
      );
    }
    case "array": {
      if (!Array.isArray(body)) return null;
      return first([...body.entries()], ([index, item]: [number, unknown]) =>
        findGuarded(
          shape.prefix[index] ?? shape.items ?? undefined,
          item,
          principal,
          `${pointer}/${String(index)}`,
        ),
      );
    }
    case "object":
      if (typeof body !== "object" || body === null) return null;
      return first(Object.entries(body), ([name, member]: [string, unknown]) => {
        const field = Object.hasOwn(shape.fields, name)
          ? shape.fields[name]
          : (furtherShape(shape, name) ?? undefined);
        return findGuarded(field, member, principal, `${pointer}/${escapeToken(name)}`);
      });
  }
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
