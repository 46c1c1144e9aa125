import { JSONPathEnvironment, JSONPathError } from "json-p3";
import type { JsonObject, JsonValue } from "./document.js";
import { isContainer, memberOf, type JsonContainer } from "./json.js";

/** A node that a JSONPath selects; the root has no holder. */
export interface Selected {
  readonly holder: JsonContainer | null;
  readonly key: string;
  /** Tokens from the root. */
  readonly way: readonly string[];
  readonly value: JsonValue;
}

/** The limit keeps `$..` from exhausting the stack; values are never that deep. */
const jsonPath = new JSONPathEnvironment({ maxRecursionDepth: 1000 });

/** Why a text is no JSONPath (RFC 9535), or null where it is one. */
export function pathMistake(path: string): string | null {
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
  const { nodes } = jsonPath.query(path, root as Parameters<JSONPathEnvironment["query"]>[1]);
  return nodes.map(({ location, value }) => {
    const way = location.map(String);
    const holder = way.length === 0 ? null : holderAt(root, way);
    return { holder, key: way.at(-1) ?? "", way, value: value as JsonValue };
  });
}

function holderAt(root: JsonValue, way: readonly string[]): JsonContainer | null {
  let value: JsonValue | undefined = root;
  for (const token of way.slice(0, -1)) value = memberOf(value, token);
  return isContainer(value) ? value : null;
}
