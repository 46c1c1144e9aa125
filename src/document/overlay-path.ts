import { JSONPathEnvironment, JSONPathError } from "json-p3";
import type { JsonObject, JsonValue } from "./document.js";
import { isObject, memberOf } from "./json.js";

/** A node that a JSONPath selects. */
export interface Selected {
  /** Tokens from the root. */
  readonly way: readonly string[];
  readonly value: JsonValue;
}

/** The limit keeps `$..` from exhausting the stack; values are never that deep. */
const jsonPath = new JSONPathEnvironment({ maxRecursionDepth: 1000 });

/** Why a text is no JSONPath (RFC 9535), or null where it is one. */
export function pathMistake(path: string): string | null {
  if (plainWay(path) !== null) return null;
  try {
    jsonPath.compile(path);
    return null;
  } catch (error) {
    if (error instanceof JSONPathError) return `"${path}" is not valid JSONPath: ${error.message}.`;
    throw error;
  }
}

/** The nodes that a valid JSONPath selects. */
export function select(root: JsonObject, path: string): readonly Selected[] {
  const way = plainWay(path);
  if (way !== null) return follow(root, way);
  const { nodes } = jsonPath.query(path, root as Parameters<JSONPathEnvironment["query"]>[1]);
  return nodes.map(({ location, value }) => ({ way: location.map(String), value: value as JsonValue }));
}

/** A name as a shorthand, or in quotes without escapes. */
const segment = /\.([A-Za-z_][A-Za-z0-9_]*)|\['([^'\\\p{Cc}]*)'\]|\["([^"\\\p{Cc}]*)"\]/uy;

/**
 * The names of a path that leads by names alone (RFC 9535 §2.3.1, §2.5.1), or null for any other. Nearly all overlays
 * consist of such paths, thousands of them where a tool wrote the overlay.
 */
function plainWay(path: string): readonly string[] | null {
  if (!path.startsWith("$")) return null;
  const way: string[] = [];
  for (segment.lastIndex = 1; segment.lastIndex < path.length;) {
    const found = segment.exec(path);
    if (found === null) return null;
    way.push(found[1] ?? found[2] ?? found[3] ?? "");
  }
  return way;
}

/** Names select members of objects only. */
function follow(root: JsonObject, way: readonly string[]): readonly Selected[] {
  let value: JsonValue | undefined = root;
  for (const token of way) {
    value = isObject(value) ? memberOf(value, token) : undefined;
    if (value === undefined) return [];
  }
  return [{ way, value }];
}
