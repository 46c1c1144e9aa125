import type { JsonObject, JsonValue } from "../../document/document.js";
import { isArray, isObject } from "../../document/json.js";
import { objectMember } from "../members.js";
import { itemSpots, memberSpots, type Spot } from "../references.js";
import { isUnion, partsInPlace } from "./composition.js";
import type { Flavour } from "./flavour.js";
import { visibilityIn, type Stamped } from "./hidden.js";

/** What a schema and all that judges the same value in it say of names. */
interface Mentions {
  /** Names that some part keeps out. */
  readonly hidden: ReadonlySet<string>;
  /** Names that some part lets in, if only for some callers. */
  readonly shown: ReadonlySet<string>;
}

export interface Judged {
  readonly root: JsonObject;
  readonly stamped: Stamped;
  readonly flavour: Flavour;
}

/** Gathers what is said of names at the level of a value, alternatives included unless only what holds for every value counts. */
function mentionsOf(judged: Judged, schemas: readonly Spot[], certain = false): Mentions {
  const hidden = new Set<string>();
  const shown = new Set<string>();
  const seen = new Set<string>();
  schemas.forEach(gather);
  return { hidden, shown };

  function gather(part: Spot): void {
    if (seen.has(part.pointer)) return;
    seen.add(part.pointer);
    for (const name of judged.stamped.get(part.pointer) ?? []) hidden.add(name);
    for (const [name, property] of memberSpots(part, "properties")) {
      const isHidden = visibilityIn(judged.root, property.value, judged.flavour) === false;
      (isHidden ? hidden : shown).add(name);
    }
    for (const { keyword, spot } of partsInPlace(judged.root, part))
      if (!certain || !isAlternative(keyword)) gather(spot);
  }
}

/** Names that a schema lets in whatever the value is. */
export function shownToAll(judged: Judged, schema: Spot): ReadonlySet<string> {
  return mentionsOf(judged, [schema], true).shown;
}

/**
 * A transformed request schema in which no alternative takes among its further members what another one keeps out: such
 * a name comes in by a part that declares it, or not at all. `around` are the names that hold whatever alternative does.
 */
export function keepOutOfAlternatives(
  judged: Judged,
  schema: Spot<JsonObject>,
  transformed: JsonObject,
  around: ReadonlySet<string>,
): JsonObject {
  const alternatives = partsInPlace(judged.root, schema).filter(({ keyword }) => isAlternative(keyword));
  const { hidden } = mentionsOf(
    judged,
    alternatives.map(({ spot }) => spot),
  );
  if (hidden.size === 0) return transformed;
  const { shown } = mentionsOf(judged, [schema]);
  const everywhere = [...hidden].filter((name) => !shown.has(name) && !around.has(name));
  const result = Object.entries(transformed).map(([keyword, value]): [string, JsonValue] =>
    isUnion(keyword) && isArray(value)
      ? [
          keyword,
          withoutEachOthers(
            itemSpots(schema, keyword).map((spot) => mentionsOf(judged, [spot])),
            value,
            around,
          ),
        ]
      : [keyword, value],
  );
  return without(Object.fromEntries(result), everywhere);
}

function isAlternative(keyword: string): boolean {
  return keyword !== "$ref" && keyword !== "allOf";
}

/** The branches of a union, each without the names that another one keeps out and nothing in force lets in. */
function withoutEachOthers(
  mentions: readonly Mentions[],
  branches: readonly JsonValue[],
  around: ReadonlySet<string>,
): readonly JsonValue[] {
  return branches.map((branch, index) => {
    const shown = mentions[index]?.shown;
    const others = mentions.flatMap(({ hidden }, other) => (other === index ? [] : [...hidden]));
    const names = others.filter((name) => shown?.has(name) !== true && !around.has(name));
    if (branch === true) return without({}, names);
    return isObject(branch) ? without(branch, names) : branch;
  });
}

/** The schema with these names refused, but for those that it speaks of itself. */
function without(schema: JsonObject, names: readonly string[]): JsonObject {
  if (names.length === 0) return schema;
  const refused = Object.fromEntries(names.map((name) => [name, false] as const));
  return { ...schema, properties: { ...refused, ...objectMember(schema, "properties") } };
}
