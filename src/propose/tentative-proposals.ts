import type { JsonObject } from "../document/document.js";
import { isObject } from "../document/json.js";
import { annotation } from "../model/annotation.js";
import { valueAt } from "../document/reference.js";
import type { Outline, OutlinedOperation } from "../model/build.js";
import type { UnboundId } from "../model/model.js";
import { indexResources } from "../model/resource-index.js";
import type { Naming } from "./kinds.js";
import { segmentsOf } from "../model/path-ids.js";
import { indefinite } from "./names.js";
import { annotates, type Proposal } from "./proposal.js";
import type { Reach } from "./reach.js";
import { subjectOf } from "./subject.js";

/**
 * Says of every id that is still unbound what it names, at the parameter or property itself. One that several paths
 * share, and that names something else in each, cannot be told there.
 * @param model with the resources that the naming is about
 */
export function proposeBindings(
  root: JsonObject,
  model: Outline,
  considered: (operation: OutlinedOperation) => boolean,
  naming: Naming,
  reach: Reach,
): readonly Proposal[] {
  const wanted = new Map<string, { readonly id: UnboundId; readonly names: Set<string> }>();
  for (const operation of model.operations.filter(considered)) {
    for (const id of operation.unbound) {
      const name = naming.resourceOf(operation, id);
      const known = wanted.get(id.pointer) ?? { id, names: new Set<string>() };
      wanted.set(id.pointer, known);
      if (name !== null) known.names.add(name);
    }
  }
  return [...wanted].flatMap(([pointer, { id, names }]) => {
    const [name, ...others] = names;
    const written = annotation("pointer" in id.at ? "property" : "parameter", valueAt(root, pointer) ?? null);
    if (name === undefined || others.length > 0 || written.resource !== undefined || !reach(pointer))
      return [];
    return [
      annotates("binding", pointer, { resource: name }, "low", `it names ${indefinite(name)}, as it seems`),
    ];
  });
}

/**
 * An operation whose last id in the path is the only one that is unbound, as it is once the operation declares the
 * resource that this id names.
 */
export function withTarget<O extends OutlinedOperation>(operation: O, naming: Naming): O {
  const [id, ...others] = operation.unbound;
  const last = segmentsOf(operation.path)
    .flatMap(({ parameters }) => parameters)
    .at(-1);
  if (id === undefined || others.length > 0 || id.at.kind !== "path" || id.at.name !== last) return operation;
  const resource = naming.resourceOf(operation, id);
  if (resource === null || operation.bindings.some((each) => each.resource === resource)) return operation;
  const binding = { at: id.at, resource, action: "read", role: "target" } as const;
  return { ...operation, resource: null, bindings: [...operation.bindings, binding], unbound: [] };
}

/**
 * Lets whom rows belong to do what else operations do with them. Only closed operations do, until somebody says that it
 * is theirs to do.
 * @param proposed names of the resources whose access was proposed
 */
export function grantVerbs(
  root: JsonObject,
  model: Outline,
  considered: (operation: OutlinedOperation) => boolean,
  proposed: ReadonlySet<string>,
  naming: Naming,
): readonly Proposal[] {
  const verbs = verbsByResource(model, considered, naming);
  return model.resources.flatMap(({ name, pointer, access }) => {
    const [first, ...others] = access.kind === "specified" ? access.value : [];
    const written = first === undefined ? undefined : valueAt(root, first.pointer);
    if (first === undefined || !isObject(written) || !proposed.has(name)) return [];
    const granted = [first, ...others].flatMap(({ policy }) => policy.actions ?? []);
    const missing = [...(verbs.get(name) ?? [])].filter((verb) => !granted.includes(verb));
    if (missing.length === 0) return [];
    const resource = { access: [{ ...written, actions: missing }] };
    const why = `closed operations do this: ${missing.join(", ")}; leave here what is its owner's to do`;
    return [annotates("resource", pointer, { resource }, "low", why)];
  });
}

function verbsByResource(
  model: Outline,
  considered: (operation: OutlinedOperation) => boolean,
  naming: Naming,
): ReadonlyMap<string, ReadonlySet<string>> {
  const index = indexResources(model.resources);
  const verbs = new Map<string, Set<string>>();
  for (const written of model.operations.filter(considered)) {
    const operation = withTarget(written, naming);
    const subject = operation.unbound.length > 0 ? null : subjectOf(operation, index);
    if (subject === null) continue;
    const known = verbs.get(subject.resource.name) ?? new Set<string>();
    verbs.set(subject.resource.name, known.add(subject.action));
  }
  return verbs;
}
