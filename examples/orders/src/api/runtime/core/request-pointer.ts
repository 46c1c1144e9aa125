import type { Exchange } from "./exchange.js";
import { singleHeader } from "./message.js";
import type { RequestPointer } from "./policy.js";

/** The validated value that a pointer names, or undefined where the request has none. */
export function readPointer(exchange: Exchange, at: RequestPointer): unknown {
  switch (at.kind) {
    case "body":
    case "querystring":
      return pointedAt(exchange, at)[0];
    case "path":
      return exchange.parameters.path[at.name];
    case "query":
      return exchange.parameters.query[at.name];
    case "header":
      return exchange.parameters.header[at.name] ?? singleHeader(exchange.headers, at.name.toLowerCase());
  }
}

/** All values that a pointer names; of one with `*` there may be several. */
export function pointedAt(exchange: Exchange, at: RequestPointer): readonly unknown[] {
  switch (at.kind) {
    case "body":
      return valuesAt(exchange.body, at.pointer);
    case "querystring":
      return valuesAt(exchange.parameters.query, at.pointer);
    case "path":
    case "query":
    case "header":
      return [readPointer(exchange, at)];
  }
}

/**
 * All values at a JSON Pointer (RFC 6901) whose token `*` stands for every item of an array; own members only.
 */
export function valuesAt(root: unknown, pointer: string): readonly unknown[] {
  const tokens = pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  return tokens.reduce<readonly unknown[]>(
    (values, token) => values.flatMap((value) => members(value, token)),
    [root],
  );
}

function members(value: unknown, token: string): readonly unknown[] {
  if (Array.isArray(value)) {
    if (token === "*") return value;
    return /^(0|[1-9]\d*)$/.test(token) && Number(token) < value.length
      ? [value[Number(token)] as unknown]
      : [];
  }
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, token)) return [];
  return [(value as Record<string, unknown>)[token]];
}
