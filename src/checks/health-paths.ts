import { joinPointer } from "../document/pointer.js";
import { healthPaths } from "../model/health-paths.js";
import { operationSlots, slotShape } from "../model/operation-slots.js";
import { requestShape } from "../model/path-template.js";
import type { Finding, Judge } from "./finding.js";

const shapes: ReadonlySet<string> = new Set(
  healthPaths.map(requestShape).flatMap((shape) => [`GET ${shape}`, `HEAD ${shape}`]),
);

/**
 * An operation that answers the probes of an orchestrator: as a caller without credentials, these would be refused, and a
 * server that is well would be taken for one that is not. A path with placeholders gives way to the server's own.
 */
export const healthPath: Judge = ({ document: { root } }) =>
  operationSlots(root)
    .filter((slot) => shapes.has(slotShape(slot)))
    .map(({ method, path, pathItem }): Finding => ({
      pointer: joinPointer("/paths", path),
      part: "key",
      message: `${method} ${path} takes the place where the server tells of its own health.`,
      within: [pathItem.pointer],
    }));
