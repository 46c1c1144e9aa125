import type { Operation } from "../../model/model.js";
import type { RatePolicy } from "../../runtime/core/policy.js";

/** Which limits hold for requests at the edge. */
export interface AssignedLimits {
  /** Names of the limits of requests that are no exception. */
  readonly usual: readonly string[];
  /** Operations that are held to other limits, and those that one of them would hide; the first that fits a request counts. */
  readonly exceptions: readonly LimitException[];
}

export interface LimitException {
  readonly method: string;
  readonly path: string;
  readonly limits: readonly string[];
}

/** The limits that most operations have are the usual ones. */
export function assignLimits(operations: readonly Operation[], edge: readonly RatePolicy[]): AssignedLimits {
  const names = new Set(edge.map(({ name }) => name));
  const withHead = new Set(operations.flatMap(({ method, path }) => (method === "HEAD" ? [path] : [])));
  const held = operations
    .filter(({ surface, method }) => surface === "public" && /^[A-Z-]+$/.test(method))
    .flatMap((operation): readonly LimitException[] => {
      const limits = operation.rateLimits.map(({ name }) => name).filter((name) => names.has(name));
      return methodsOf(operation, withHead).map((method) => ({ method, path: operation.path, limits }));
    });
  const usual = mostCommon(held) ?? [...names];
  const isUsual = ({ limits }: LimitException): boolean => limits.join() === usual.join();
  const others = held.filter((one) => !isUsual(one));
  const hidden = held.filter((one) => isUsual(one) && others.some((other) => hides(other, one)));
  return { usual, exceptions: [...others, ...hidden].sort(bySpecificity) };
}

function mostCommon(held: readonly LimitException[]): readonly string[] | undefined {
  const counts = new Map<string, number>();
  for (const { limits } of held) counts.set(limits.join(), (counts.get(limits.join()) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return held.find(({ limits }) => counts.get(limits.join()) === most)?.limits;
}

/** GET answers HEAD where no operation does (RFC 9110 §9.3.2), and must be no way around its limits. */
function methodsOf({ method, path }: Operation, withHead: ReadonlySet<string>): readonly string[] {
  return method === "GET" && !withHead.has(path) ? ["GET", "HEAD"] : [method];
}

/** Whether requests that the server takes for `one` fit `other` as well: `/users/{id}` would take those of `/users/me`. */
function hides(other: LimitException, one: LimitException): boolean {
  if (other.method !== one.method || bySpecificity(one, other) >= 0) return false;
  const [wide, narrow] = [segmentsOf(other.path), segmentsOf(one.path)];
  return (
    wide.length === narrow.length &&
    wide.every((segment, index) => {
      const own = narrow[index] ?? "";
      return segment === own || isPattern(segment) || isPattern(own);
    })
  );
}

/** As the server routes: from left to right, fixed text before placeholders, and more of it before less. */
function bySpecificity(left: LimitException, right: LimitException): number {
  const others = segmentsOf(right.path);
  for (const [index, segment] of segmentsOf(left.path).entries()) {
    const difference = vagueness(segment) - vagueness(others[index] ?? "");
    if (difference !== 0) return difference;
  }
  return 0;
}

/** 0 for fixed text, less than 1 for text around placeholders, 1 for a placeholder alone. */
function vagueness(segment: string): number {
  return isPattern(segment) ? 1 / (1 + segment.replaceAll(/\{[^{}]*\}/g, "").length) : 0;
}

function segmentsOf(path: string): readonly string[] {
  return path.split("/").slice(1);
}

function isPattern(segment: string): boolean {
  return segment.includes("{");
}
