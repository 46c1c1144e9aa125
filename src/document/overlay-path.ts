import type { JSONPathEnvironment } from "json-p3";
import type { JsonObject, JsonValue } from "./document.js";
import { isArray, isObject, memberOf } from "./json.js";
import { jsonPath } from "./libraries.js";

/** A node that a JSONPath selects. */
export interface Selected {
  /** Tokens from the root. */
  readonly way: readonly string[];
  readonly value: JsonValue;
}

let environment: JSONPathEnvironment | undefined;

/** The limit keeps `$..` from exhausting the stack; values are never that deep. */
function jsonPaths(): JSONPathEnvironment {
  return (environment ??= new (jsonPath().JSONPathEnvironment)({ maxRecursionDepth: 1000 }));
}

/** Why a text is no JSONPath (RFC 9535), or null where it is one. */
export function pathMistake(path: string): string | null {
  if (plainWay(path) !== null) return null;
  try {
    jsonPaths().compile(path);
    return null;
  } catch (error) {
    if (error instanceof jsonPath().JSONPathError)
      return `"${path}" is not valid JSONPath: ${error.message}.`;
    throw error;
  }
}

/** The nodes that a valid JSONPath selects. */
export function select(root: JsonObject, path: string): readonly Selected[] {
  const way = plainWay(path);
  if (way !== null) return follow(root, way);
  const { nodes } = jsonPaths().query(path, root as Parameters<JSONPathEnvironment["query"]>[1]);
  return nodes.map(({ location, value }) => ({ way: location.map(String), value: value as JsonValue }));
}

/** A name as a shorthand, or in quotes without escapes; or an index from the beginning. */
const segment =
  /\.([A-Za-z_][A-Za-z0-9_]*)|\['([^'\\\p{Cc}]*)'\]|\["([^"\\\p{Cc}]*)"\]|\[(0|[1-9][0-9]{0,8})\]/uy;

/** A name, or the index of an item. */
type Step = string | number;

/**
 * The steps of a path that leads by names and indexes alone (RFC 9535 §2.3.1, §2.3.3, §2.5.1), or null for any other. Nearly all overlays
 * consist of such paths, thousands of them where a tool wrote the overlay.
 */
function plainWay(path: string): readonly Step[] | null {
  if (!path.startsWith("$")) return null;
  const way: Step[] = [];
  for (segment.lastIndex = 1; segment.lastIndex < path.length;) {
    const found = segment.exec(path);
    if (found === null) return null;
    way.push(found[4] === undefined ? (found[1] ?? found[2] ?? found[3] ?? "") : Number(found[4]));
  }
  return way;
}

/** Names select members of objects only, and indexes items of lists. */
function follow(root: JsonObject, way: readonly Step[]): readonly Selected[] {
  let value: JsonValue | undefined = root;
  for (const token of way) {
    if (typeof token === "number") value = isArray(value) ? value[token] : undefined;
    else value = isObject(value) ? memberOf(value, token) : undefined;
    if (value === undefined) return [];
  }
  return [{ way: way.map(String), value }];
}
