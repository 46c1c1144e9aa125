import { suggestion } from "../diagnostics/suggest.js";
import type { JsonValue } from "../document/document.js";
import { isObject } from "../document/json.js";
import { joinPointer } from "../document/pointer.js";
import { valueAt } from "../document/reference.js";
import { annotation } from "../model/annotation.js";
import type { LocatedAlternative, Resource } from "../model/model.js";
import { operationSlots } from "../model/operation-slots.js";
import type { Finding, Judge } from "./finding.js";

/** C24: a resource that grants nobody anything. */
export const resourceWithoutAccess: Judge = ({ model: { resources } }) =>
  resources
    .filter(({ access }) => access.kind === "unspecified")
    .map(({ name, pointer }) => ({
      pointer: joinPointer(pointer, "x-security", "resource"),
      part: "key",
      message: `The resource ${name} says nothing about who may reach its rows.`,
    }));

/** C24: a condition, or a promise of uniqueness, about a property that the rows do not have. */
export const unknownColumn: Judge = ({ model: { resources } }) =>
  resources.flatMap((resource) => {
    const known = resource.columns.map(({ property }) => property);
    const promised = resource.unique.flatMap((names, index): readonly Finding[] =>
      names
        .filter((property) => !known.includes(property))
        .map((property) => ({
          pointer: joinPointer(resource.pointer, "x-security", "resource", "unique", String(index)),
          message: `${resource.name} has no property "${property}".`,
          help: suggestion(property, known),
        })),
    );
    const conditions = alternativesOf(resource).flatMap(({ policy, pointer }) =>
      policy.conditions.flatMap((condition): readonly Finding[] => {
        if (condition.kind !== "match" && condition.kind !== "where") return [];
        if (known.includes(condition.column)) return [];
        const message = `${resource.name} has no property "${condition.column}".`;
        return [
          {
            pointer: joinPointer(pointer, condition.kind, condition.column),
            part: "key",
            message,
            help: suggestion(condition.column, known),
          },
        ];
      }),
    );
    return [...promised, ...conditions];
  });

/**
 * C28: rights alone would open every row, without the audit that lifting the filter brings; and `anyone` may be meant
 * for reading, never for changing or deleting every row there is.
 */
export const unfilteredAccess: Judge = ({ model: { resources }, document: { root } }) =>
  resources.flatMap((resource) =>
    alternativesOf(resource)
      .filter(({ policy }) => policy.conditions.length === 0 && !policy.any)
      .filter(({ policy: { who, actions } }) => who.kind === "authenticated" || changesRows(actions))
      .filter(({ pointer }) => isReadable(valueAt(root, pointer)))
      .map(({ pointer }) => ({
        pointer,
        message: `This alternative opens every ${resource.name} without saying so.`,
      })),
  );

function changesRows(actions: readonly string[] | null): boolean {
  return actions === null || actions.includes("update") || actions.includes("delete");
}

export const unknownParent: Judge = ({ model: { resources } }) => {
  const names = resources.map(({ name }) => name);
  return resources.flatMap((resource) =>
    parentsOf(resource)
      .filter(({ parent }) => !names.includes(parent))
      .map(({ parent, pointer }) => ({
        pointer,
        message: `No resource is called "${parent}".`,
        help: suggestion(parent, names),
      })),
  );
};

/** Access is inherited from one enclosing resource: two could contradict each other. */
export const severalParents: Judge = ({ model: { resources } }) =>
  resources.flatMap((resource) => {
    const [first, ...others] = parentsOf(resource);
    if (first === undefined) return [];
    return others
      .filter(({ parent, via }) => parent !== first.parent || via !== first.via)
      .map(({ parent, via, pointer }) => ({
        pointer,
        message: `${resource.name} has two parents: ${first.parent} through ${first.via}, and ${parent} through ${via}.`,
        related: [{ pointer: first.pointer, message: "The first." }],
      }));
  });

/** A circle of parents would never answer who owns anything. */
export const parentCycle: Judge = ({ model: { resources } }) => {
  const parentOf = new Map(resources.map(({ name, parent }) => [name, parent?.resource]));
  return resources.flatMap((resource): readonly Finding[] => {
    const way = [resource.name];
    for (
      let next = parentOf.get(resource.name);
      next !== undefined && !way.includes(next);
      next = parentOf.get(next)
    )
      way.push(next);
    const end = parentOf.get(way.at(-1) ?? "");
    const [at] = parentsOf(resource);
    if (end !== resource.name || at === undefined) return [];
    return [
      { pointer: at.pointer, message: `${[...way, end].join(" → ")}: the parents lead back to the start.` },
    ];
  });
};

export const columnCollision: Judge = ({ model: { resources } }) =>
  resources.flatMap((resource) => [...propertiesOfOneColumn(resource), ...membersOfOneColumn(resource)]);

/** A row of a membership names a resource and a principal; one column cannot hold both. */
function membersOfOneColumn({ access }: Resource): readonly Finding[] {
  if (access.kind === "unspecified") return [];
  return access.value.flatMap(({ policy, pointer }) =>
    policy.conditions.flatMap((condition): readonly Finding[] => {
      if (condition.kind !== "member" || condition.resource !== condition.principal) return [];
      const message = `"resource" and "principal" of ${condition.table} would be one column, ${condition.resource}.`;
      return [{ pointer: joinPointer(pointer, "member", "principal"), message }];
    }),
  );
}

function propertiesOfOneColumn({ name, columns }: Resource): readonly Finding[] {
  return columns.flatMap((column, position): readonly Finding[] => {
    const other = columns.slice(0, position).find((each) => each.column === column.column);
    if (other === undefined) return [];
    const message = `"${column.property}" and "${other.property}" of ${name} would be one column, ${column.column}.`;
    return [
      {
        pointer: column.pointer,
        part: "key",
        message,
        related: [{ pointer: other.pointer, message: "The other property." }],
      },
    ];
  });
}

export const tableCollision: Judge = ({ model: { resources } }) =>
  resources.flatMap((resource, position): readonly Finding[] => {
    const other = resources.slice(0, position).find(({ table }) => table === resource.table);
    if (other === undefined) return [];
    const message = `${resource.name} and ${other.name} would share the table ${resource.table}.`;
    return [{ pointer: joinPointer(resource.pointer, "x-security", "resource"), part: "key", message }];
  });

/** An operation that names a resource which does not exist. */
export const unknownResource: Judge = ({ model: { resources }, document: { root } }) => {
  const names = resources.map(({ name }) => name);
  return operationSlots(root).flatMap((slot) =>
    [
      { name: annotation("operation", slot.value).resource, pointer: slot.pointer },
      { name: annotation("pathItem", slot.pathItem.value).resource, pointer: slot.pathItem.pointer },
    ].flatMap(({ name, pointer }): readonly Finding[] => {
      if (name === undefined || names.includes(name)) return [];
      const at = joinPointer(pointer, "x-security", "resource");
      return [{ pointer: at, message: `No resource is called "${name}".`, help: suggestion(name, names) }];
    }),
  );
};

/** A condition that could not be read is a mistake of its own: what it would have filtered is unknown. */
function isReadable(alternative: JsonValue | undefined): boolean {
  const unconditional = ["anyone", "roles", "scopes", "actions", "crossTenant"];
  return isObject(alternative) && Object.keys(alternative).every((key) => unconditional.includes(key));
}

function alternativesOf({ access }: Resource): readonly LocatedAlternative[] {
  return access.kind === "specified" ? access.value : [];
}

function parentsOf(
  resource: Resource,
): readonly { readonly parent: string; readonly via: string; readonly pointer: string }[] {
  return alternativesOf(resource).flatMap(({ policy, pointer }) =>
    policy.conditions.flatMap((condition) =>
      condition.kind === "parent"
        ? [{ parent: condition.resource, via: condition.via, pointer: joinPointer(pointer, "parent") }]
        : [],
    ),
  );
}
