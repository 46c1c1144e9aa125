import { joinPointer } from "../document/pointer.js";
import type { AccessAlternative, AccessCondition, Scalar } from "../runtime/core/policy.js";
import { rightsOf } from "./annotation.js";
import type { LocatedAlternative } from "./model.js";
import type { AlternativeAnnotation } from "./vocabulary/places.js";

/** The alternatives of a resource's `access`; `pointer` is where the list stands. */
export function accessAlternatives(
  written: readonly AlternativeAnnotation[],
  pointer: string,
): readonly LocatedAlternative[] {
  return written.map((each, index) => ({
    policy: accessAlternative(each),
    pointer: joinPointer(pointer, index),
  }));
}

/** Properties that no request may carry, since the fence sets them on create: tenant, owner and `via`. */
export function stampedProperties(
  alternatives: readonly LocatedAlternative[],
  tenant: string | null,
): ReadonlySet<string> {
  const conditions = alternatives.flatMap(({ policy }) => policy.conditions);
  const owned = conditions.flatMap((condition) => {
    if (condition.kind === "owner") return [condition.column];
    return condition.kind === "parent" ? [condition.via] : [];
  });
  return new Set([...(tenant === null ? [] : [tenant]), ...owned]);
}

function accessAlternative(written: AlternativeAnnotation): AccessAlternative {
  return {
    actions: written.actions ?? null,
    who: written.anyone === true ? { kind: "anyone" } : { kind: "authenticated", rights: rightsOf(written) },
    conditions: conditionsOf(written),
    any: written.any ?? false,
    crossTenant: written.crossTenant ?? false,
  };
}

function conditionsOf(written: AlternativeAnnotation): readonly AccessCondition[] {
  const { owner, match = {}, member, where = {}, parent, via } = written;
  return [
    ...(owner === undefined ? [] : [{ kind: "owner", column: owner } as const]),
    ...Object.entries(match).map(([column, claim]) => ({ kind: "match", column, claim }) as const),
    ...(member === undefined ? [] : [membership(member)]),
    ...Object.entries(where).map(
      ([column, value]) => ({ kind: "where", column, values: scalars(value) }) as const,
    ),
    ...(parent === undefined || via === undefined
      ? []
      : [{ kind: "parent", resource: parent, via } as const]),
  ];
}

function membership(written: NonNullable<AlternativeAnnotation["member"]>): AccessCondition {
  const where = Object.entries(written.where ?? {}).map(
    ([column, value]) => [column, scalars(value)] as const,
  );
  const { table, resource, principal } = written;
  return { kind: "member", table, resource, principal, where: Object.fromEntries(where) };
}

function scalars(value: Scalar | readonly Scalar[]): readonly Scalar[] {
  return typeof value === "object" ? value : [value];
}
