import type { JsonObject } from "../document/document.js";
import { joinPointer } from "../document/pointer.js";
import { componentName } from "../document/reference.js";
import { searching, type GrammarNode } from "../document/walk.js";
import { objectMember } from "../model/members.js";
import { propertiesOf } from "../model/properties.js";
import type { Spot } from "../model/references.js";
import { discriminated } from "../model/split/discriminator.js";
import { valueFacts } from "../model/value-facts.js";
import type { Finding, Judge } from "./finding.js";

/**
 * Of unions, and of parents with children, which are unions by now. A value that chooses a branch and that the property spells in other letter case: it chooses nothing, or the parent alone,
 * and the fields of the branch are unknown ones (OpenAPI 3.1 §4.8.25).
 */
export const discriminatorCase: Judge = ({ document: { root } }) =>
  unionsWithDiscriminators(root).flatMap((schema) => judged(root, schema));

const unionsWithDiscriminators = searching(
  ({ kind, value, pointer }: GrammarNode): readonly Spot<JsonObject>[] =>
    kind === "schema" && value["discriminator"] !== undefined && ("oneOf" in value || "anyOf" in value)
      ? [{ value, pointer }]
      : [],
);

function judged(root: JsonObject, schema: Spot<JsonObject>): readonly Finding[] {
  const found = discriminated(root, schema);
  if (found === null) return [];
  const { property, branches } = found;
  return branches.flatMap(({ spot, target, values }) =>
    differing(schema, { property, target, values, listed: listedFor(root, spot, property) }),
  );
}

interface Choice {
  readonly property: string;
  /** Pointer of the schema that is chosen. */
  readonly target: string;
  /** What chooses it. */
  readonly values: readonly string[];
  /** What the property may be. */
  readonly listed: readonly string[];
}

function listedFor(root: JsonObject, schema: Spot, property: string): readonly string[] {
  const declared = propertiesOf(root, schema).find(({ name }) => name === property);
  if (declared === undefined) return [];
  return valueFacts(root, declared).values.filter((value) => typeof value === "string");
}

function differing(schema: Spot, { property, target, values, listed }: Choice): readonly Finding[] {
  const mapping = objectMember(objectMember(schema.value, "discriminator"), "mapping") ?? {};
  return values.flatMap((value): readonly Finding[] => {
    const alike = listed.find((each) => each.toLowerCase() === value.toLowerCase());
    if (listed.includes(value) || alike === undefined) return [];
    const isMapped = Object.hasOwn(mapping, value);
    const at = joinPointer(schema.pointer, "discriminator");
    return [
      {
        pointer: isMapped ? joinPointer(at, "mapping", value) : at,
        part: "key",
        message: `"${value}" chooses ${componentName(`#${target}`)}, but ${property} lists "${alike}".`,
        help: `Write it as the property does: mapping: { ${alike}: "#${target}" }.`,
      },
    ];
  });
}
