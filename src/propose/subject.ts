import type { OutlinedOperation } from "../model/build.js";
import type { Resource } from "../model/model.js";
import { inferAction } from "../model/action.js";
import { segmentsOf } from "../model/path-ids.js";
import type { ResourceIndex } from "../model/resource-index.js";
import { camelCase } from "../model/words.js";

export interface ProposedSubject {
  readonly resource: Resource;
  readonly action: string;
}

/** Actions that are about a row whose id the request names. */
const onRow: ReadonlySet<string> = new Set(["read", "update", "delete"]);

/**
 * What an operation is about and does, as the rules accept it: what the document tells, else the row that its path names.
 * Null where it reaches no resource.
 */
export function subjectOf(operation: OutlinedOperation, index: ResourceIndex): ProposedSubject | null {
  const inPath = operation.bindings.filter(({ at }) => at.kind === "path");
  const resource = index.byName(operation.resource ?? inPath.at(-1)?.resource ?? "");
  if (resource === undefined) return null;
  const action = operation.resource === null ? actionOn(operation, resource, index) : operation.action;
  const hasId = operation.bindings.some((binding) => binding.resource === resource.name);
  return { resource, action: onRow.has(action) && !hasId ? withoutId(operation, action) : action };
}

function actionOn(
  { method, path, bindings }: OutlinedOperation,
  { name }: Resource,
  index: ResourceIndex,
): string {
  const ids = bindings.flatMap(({ at, resource }) =>
    at.kind === "path" ? [{ name: at.name, resource, pointer: "" }] : [],
  );
  return inferAction({ method, segments: segmentsOf(path), ids, resource: name, response: null }, index);
}

/** What is done to all rows of a caller: `GET /settings` lists those there are, `PUT /settings` is a verb of its own. */
function withoutId({ method, path }: OutlinedOperation, action: string): string {
  if (action === "read" && ["GET", "HEAD", "QUERY", "OPTIONS"].includes(method)) return "list";
  const last = segmentsOf(path).findLast(({ parameters }) => parameters.length === 0)?.text ?? "";
  const verb = camelCase(`${action} ${last}`);
  return /^[a-z][a-z0-9]*$/iu.test(verb) && verb !== action ? verb : `${action}All`;
}
