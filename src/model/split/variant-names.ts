import type { JsonObject } from "../../document/document.js";
import { parsePointer } from "../../document/pointer.js";
import { objectMember } from "../members.js";
import { NameScope, typeName } from "../names.js";
import type { Flavour } from "./flavour.js";
import { mark, type Transformed } from "./transform.js";

/** One schema in one flavour; `key` is the reference by which others speak of it. */
export interface Need {
  readonly key: string;
  readonly pointer: string;
  readonly flavour: Flavour;
  readonly transformed: Transformed;
}

/** Flavours of one schema that come to the same. */
export interface VariantClass {
  readonly name: string;
  readonly component: string;
  readonly needs: readonly Need[];
  readonly first: Need;
}

export interface VariantNames {
  readonly classes: readonly VariantClass[];
  readonly nameOf: (key: string) => string | undefined;
}

/** In the order in which they lend their name to a class. */
const suffixes: readonly (readonly [Flavour, string])[] = [
  ["read", ""],
  ["create", "Create"],
  ["update", "Update"],
  ["createOpen", "CreateOpen"],
  ["updateOpen", "UpdateOpen"],
  ["revealed", "Revealed"],
  ["sent", "Sent"],
];

/** Joins flavours that come to the same and names what remains: `Order`, `OrderCreate`, `OrderUpdate`, … */
export function nameVariants(root: JsonObject, needs: ReadonlyMap<string, Need>): VariantNames {
  const bases = baseNames(
    root,
    [...needs.values()].map(({ pointer }) => pointer),
  );
  const groups = equalFlavours(needs);
  const scope = new NameScope(bases.values());
  const names = new Map<string, string>();
  const byPointer = groupBy(groups, ([first]) => first?.pointer ?? "");
  const classes = [...bases.keys()].flatMap((pointer) => {
    const own = byPointer.get(pointer) ?? [];
    return own.map((group) =>
      variantClass(group, own.length === 1, pointer, bases.get(pointer) ?? "Schema", scope),
    );
  });
  for (const { name, needs: members } of classes) for (const { key } of members) names.set(key, name);
  return { classes, nameOf: (key) => names.get(key) };
}

function variantClass(
  group: readonly Need[],
  sole: boolean,
  pointer: string,
  base: string,
  scope: NameScope,
): VariantClass {
  const suffix = suffixes.find(([flavour]) => group.some((need) => need.flavour === flavour))?.[1] ?? "";
  const plain = sole || suffix === "";
  const [first] = group;
  if (first === undefined) throw new Error(`A schema variant of ${pointer} serves nothing.`);
  return {
    name: plain ? base : scope.claim(base + suffix),
    component: componentOf(pointer),
    needs: group,
    first,
  };
}

/**
 * Partition refinement: flavours of a schema are equal until their texts differ, where a reference counts as the class
 * of its target. That ends, circles included, in the coarsest partition that tells nothing apart needlessly.
 */
function equalFlavours(needs: ReadonlyMap<string, Need>): readonly (readonly Need[])[] {
  let classOf = new Map([...needs.values()].map((need) => [need.key, need.pointer]));
  // A schema in one flavour only is a class of its own from the start, and most are.
  const several = [...groupBy(needs.values(), ({ pointer }) => pointer).values()]
    .filter(({ length }) => length > 1)
    .flat();
  for (let count = -1; count !== new Set(classOf.values()).size;) {
    count = new Set(classOf.values()).size;
    const previous = classOf;
    const signatures = new Map(several.map((need) => [need, signature(need, previous)]));
    classOf = new Map([...previous, ...numbered(signatures)]);
  }
  return [...groupBy(needs.values(), ({ key }) => classOf.get(key) ?? key).values()];
}

function groupBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function signature({ key, transformed }: Need, classOf: ReadonlyMap<string, string>): string {
  const { text, references } = outline(transformed);
  return [classOf.get(key) ?? "", text, ...references.map((each) => classOf.get(each) ?? each)].join("\n");
}

/** The text of a schema with its references to variants left out, and those in their order. */
interface Outline {
  readonly text: string;
  readonly references: readonly string[];
}

const outlines = new WeakMap<Transformed, Outline>();

function outline(transformed: Transformed): Outline {
  const known = outlines.get(transformed);
  if (known !== undefined) return known;
  const references: string[] = [];
  const text = JSON.stringify(transformed, (_, value: unknown) => {
    if (typeof value !== "string" || !value.startsWith(mark)) return value;
    references.push(value);
    return mark;
  });
  outlines.set(transformed, { text, references });
  return { text, references };
}

/** Signatures are long: a class is called by its pointer and a number. */
function numbered(signatures: ReadonlyMap<Need, string>): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const [{ pointer }, text] of signatures) if (!ids.has(text)) ids.set(text, `${pointer}#${ids.size}`);
  return new Map([...signatures].map(([{ key }, text]) => [key, ids.get(text) ?? key]));
}

/**
 * Pointer → type name. Components whose name is a type's already keep it, then come the others in their order, so that
 * no schema takes the name of another.
 */
function baseNames(root: JsonObject, pointers: readonly string[]): ReadonlyMap<string, string> {
  const scope = new NameScope();
  const components = Object.keys(objectMember(root["components"], "schemas") ?? {});
  const order = new Map(components.map((name, index) => [name, index]));
  const rank = (pointer: string): number => {
    const [, section, name = "", ...rest] = parsePointer(pointer) ?? [];
    return section === "schemas" && rest.length === 0
      ? (order.get(name) ?? components.length)
      : components.length;
  };
  const sorted = [...new Set(pointers)]
    .map((pointer) => ({ pointer, rank: rank(pointer) }))
    .sort((a, b) => a.rank - b.rank || (a.pointer < b.pointer ? -1 : 1));
  const wishes = sorted.map(({ pointer }) => {
    const written = componentOf(pointer);
    return { pointer, written, wish: typeName(written) };
  });
  const names = new Map<string, string>();
  for (const { pointer, wish } of wishes.filter(({ written, wish }) => written === wish))
    names.set(pointer, scope.claim(wish));
  return new Map(wishes.map(({ pointer, wish }) => [pointer, names.get(pointer) ?? scope.claim(wish)]));
}

/** `Order` for `/components/schemas/Order`; for a schema deeper in the document, the tokens that tell it apart. */
function componentOf(pointer: string): string {
  const tokens = parsePointer(pointer) ?? [];
  const named = tokens[0] === "components" ? tokens.slice(2) : tokens;
  const [only] = named;
  if (named.length === 1 && only !== undefined) return only;
  return named.filter((token) => token !== "properties" && token !== "schema").join(" ");
}
