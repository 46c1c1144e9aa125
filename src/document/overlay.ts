import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { diagnostic } from "../diagnostics/create.js";
import type { JsonObject, JsonValue } from "./document.js";
import { isObject } from "./json.js";
import type { Origins } from "./origins.js";
import { Overlaid } from "./overlaid.js";
import { applyAction } from "./overlay-actions.js";
import { parseOverlay, type ParsedOverlay } from "./overlay-structure.js";
import { recalling } from "./remember.js";
import type { Source } from "./source.js";

/** The same as before for the same value: most saves are none of an overlay. */
function parsed(value: JsonValue): ParsedOverlay {
  return isObject(value) ? overlaysRead(value, [], () => parseOverlay(value)) : parseOverlay(value);
}

const overlaysRead = recalling<ParsedOverlay>();

/**
 * Applies overlays (Overlay Specification 1.0 and 1.1) in their order to the entry document, which stays as it is: the answer is another one.
 * Stricter than the specification in one point: an action that selects nothing is an error.
 */
export function applyOverlays(
  root: JsonObject,
  entry: Source,
  overlays: readonly Source[],
  origins: Origins,
  report: (diagnostic: Diagnostic) => void,
): JsonObject {
  const document = new Overlaid(root, origins);
  for (const source of overlays) {
    const { actions, mistakes } = parsed(source.value);
    for (const { tokens, message, help } of mistakes) {
      const extra = help === undefined ? {} : { help };
      report(diagnostic("overlay-structure", source.locate(tokens), message, extra));
    }
    if (mistakes.length > 0) continue;
    for (const action of actions) {
      for (const { tokens, message } of applyAction(action, { entry, source, origins, document })) {
        report(diagnostic("overlay-target", source.locate(tokens), message));
      }
    }
  }
  return document.root;
}
