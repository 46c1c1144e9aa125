import { anyName, anySchema, prose } from "../parts.mjs";
import { isPlain, pickPlace, put } from "../places.mjs";
import { setOwn } from "../words.mjs";

/** Gentle mutations of schemas. */

export function swapSchemas({ places, random }) {
  const [one, two] = [pickPlace(places, "schema", random), pickPlace(places, "schema", random)];
  if (one === null) return;
  const values = [structuredClone(one.value), structuredClone(two.value)];
  put(one, values[1]);
  put(two, values[0]);
}

export function freshSchema({ places, random, dialect }) {
  const place = pickPlace(places, "schema", random);
  if (place !== null) put(place, anySchema(random, dialect));
}

export function wrapSchema({ places, random, dialect }) {
  const place = pickPlace(places, "schema", random);
  if (place === null) return;
  const wraps = [
    (inner) => ({ type: "array", items: inner }),
    (inner) => ({ allOf: [inner] }),
    (inner) => ({ allOf: [inner, anySchema(random, dialect, 1)] }),
    (inner) => ({ oneOf: [inner, anySchema(random, dialect, 1)] }),
    (inner) => ({ anyOf: [inner, anySchema(random, dialect, 1)] }),
    (inner) => ({ type: "object", properties: { [anyName(random)]: inner } }),
    (inner) => ({ type: "object", additionalProperties: inner }),
    (inner) => (dialect.isOld ? { ...inner, nullable: true } : { anyOf: [inner, { type: "null" }] }),
  ];
  put(place, random.pick(wraps)(structuredClone(place.value)));
}

/** A schema becomes a component, and its place a reference to it. */
export function hoistSchema({ root, places, random }) {
  const place = pickPlace(places, "schema", random);
  if (place === null || place.parent === "components") return;
  const name = random.pick(["Hoisted", "hoisted", "Error", "Promise", "class", "A.B", "Order-2"]);
  root.components ??= {};
  root.components.schemas ??= {};
  if (Object.hasOwn(root.components.schemas, name)) return;
  setOwn(root.components.schemas, name, structuredClone(place.value));
  put(place, { $ref: `#/components/schemas/${name}` });
}

export function referToSchema({ places, random, dialect }) {
  const place = pickPlace(places, "schema", random);
  if (place === null || dialect.references.length === 0) return;
  put(place, { $ref: random.pick(dialect.references) });
}

export function markSchema({ places, random }) {
  const place = pickPlace(places, "schema", random);
  if (place === null) return;
  const marks = [
    { readOnly: true },
    { writeOnly: true },
    { deprecated: true },
    { default: random.pick([null, 1, "x", [], {}]) },
    { example: { a: prose(random) } },
    { description: prose(random), title: prose(random) },
    { additionalProperties: random.chance(0.5) },
    { "x-security": { visibility: { [random.pick(["create", "read", "update"])]: random.chance(0.5) } } },
  ];
  Object.assign(place.value, random.pick(marks));
}

export function addProperty({ places, random, dialect }) {
  const place = pickPlace(places, "schema", random);
  if (place === null || place.value.type !== "object") return;
  place.value.properties ??= {};
  const name = anyName(random);
  setOwn(place.value.properties, name, anySchema(random, dialect, 1));
  if (random.chance(0.3)) place.value.required = [...new Set([...(place.value.required ?? []), name])];
}

/** With every reference to it. */
export function renameSchema({ root, random }) {
  const schemas = Object.keys(root.components?.schemas ?? {}).filter(isPlain);
  if (schemas.length === 0) return;
  const [from, to] = [
    random.pick(schemas),
    random.pick(["Class", "Error", "Array", "Promise", "x.y", "Z-1", "string"]),
  ];
  if (Object.hasOwn(root.components.schemas, to)) return;
  const before = `"#/components/schemas/${from}"`;
  const changed = JSON.parse(JSON.stringify(root).replaceAll(before, `"#/components/schemas/${to}"`));
  changed.components.schemas[to] = changed.components.schemas[from];
  Reflect.deleteProperty(changed.components.schemas, from);
  Object.assign(root, changed);
}

export function renameProperty({ places, random }) {
  const place = pickPlace(places, "schema", random);
  const names = Object.keys(place?.value.properties ?? {});
  if (names.length === 0) return;
  const [from, to] = [random.pick(names), anyName(random)];
  const { properties, required } = place.value;
  const value = properties[from];
  Reflect.deleteProperty(properties, from);
  setOwn(properties, to, value);
  if (Array.isArray(required))
    place.value.required = [...new Set(required.map((name) => (name === from ? to : name)))];
}
