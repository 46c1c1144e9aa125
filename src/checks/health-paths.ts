import { joinPointer } from "../document/pointer.js";
import { healthPaths } from "../model/health-paths.js";
import { operationSlots } from "../model/operation-slots.js";
import { requestShape } from "../model/path-template.js";
import type { Finding, Judge } from "./finding.js";

const shapes: ReadonlySet<string> = new Set(healthPaths.map(requestShape));

/**
 * An operation that answers the probes of an orchestrator: as a caller without credentials, these would be refused, and a
 * server that is well would be taken for one that is not. A path with placeholders gives way to the server's own.
 */
export const healthPath: Judge = ({ document: { root } }) =>
  operationSlots(root)
    .filter(({ method, path }) => ["GET", "HEAD"].includes(method) && shapes.has(requestShape(path)))
    .map(({ method, path, pathItem }): Finding => ({
      pointer: joinPointer("/paths", path),
      part: "key",
      message: `${method} ${path} takes the place where the server tells of its own health.`,
      within: [pathItem.pointer],
    }));
