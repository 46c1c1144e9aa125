import { grammar } from "../../../dist/document/grammar.js";
import { anyMediaType, anyParameter, anyResponse, anySchema, anyStyle, prose } from "../parts.mjs";
import { pickPlace, written } from "../places.mjs";
import { setOwn } from "../words.mjs";

/** Gentle mutations of operations, and of what describes them. */

/** A member that its object need not have. */
export function removeOptional({ places, random }) {
  const { kind, value } = random.pick(places);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  const needed = new Set(["openapi", "swagger", "responses", "$ref", ...(grammar[kind].required ?? [])]);
  const optional = Object.keys(value).filter((name) => !needed.has(name));
  if (optional.length > 0) Reflect.deleteProperty(value, random.pick(optional));
}

export function addProse({ places, random }) {
  const place = random.pick(places);
  if (typeof place.value !== "object" || place.value === null || Array.isArray(place.value)) return;
  for (const name of ["summary", "description", "title"]) {
    const field = grammar[place.kind].fields[name];
    if (field?.shape === "prose" && field.since === undefined) setOwn(place.value, name, prose(random));
  }
}

/** Under another method of its path item, or of another. */
export function moveOperation({ places, random, root }) {
  const place = pickPlace(places, "operation", random);
  if (place === null || place.member === "additionalOperations") return;
  const target = random.chance(0.7)
    ? place.holder
    : (pickPlace(places, "pathItem", random)?.value ?? place.holder);
  const methods = ["get", "put", "post", "delete", "patch", "head", "options"];
  const method = random.pick(String(root.openapi).startsWith("3.2") ? [...methods, "query"] : methods);
  if (Object.hasOwn(target, method)) return;
  Reflect.deleteProperty(place.holder, place.key);
  setOwn(target, method, place.value);
}

export function renamePath({ root, random }) {
  const paths = Object.keys(root.paths ?? {}).filter((name) => name.startsWith("/"));
  if (paths.length === 0) return;
  const path = random.pick(paths);
  const renamed = random.pick([
    `/v2${path}`,
    `${path}/`,
    `${path}:run`,
    `${path}.json`,
    `${path}/é`,
    path.toUpperCase(),
    path.replace(/\/\{/, "/@{"),
  ]);
  if (Object.hasOwn(root.paths, renamed)) return;
  const item = root.paths[path];
  Reflect.deleteProperty(root.paths, path);
  setOwn(root.paths, renamed, item);
}

export function renameOperation({ places, random }) {
  const place = pickPlace(places, "operation", random);
  if (place === null) return;
  const name = random.pick([
    "get-it",
    "get it",
    "class",
    "constructor",
    "getIt",
    "GetIt",
    "é",
    "1",
    "index",
    undefined,
  ]);
  if (name === undefined) delete place.value.operationId;
  else place.value.operationId = random.chance(0.3) ? prose(random) || "x" : name;
}

export function restyleParameter({ places, random }) {
  const place = pickPlace(places, "parameter", random);
  if (place === null || place.value.content !== undefined) return;
  Object.assign(place.value, anyStyle(place.value.in, random));
}

export function addParameter({ places, random, dialect }) {
  const place = pickPlace(places, "operation", random);
  if (place === null) return;
  const added = anyParameter(random, dialect);
  const others = (place.value.parameters ?? []).filter(({ name }) => name !== added.name);
  place.value.parameters = [...others, added];
}

export function addResponse({ places, random, dialect }) {
  const place = pickPlace(places, "responses", random);
  const status = random.pick(["200", "201", "204", "302", "404", "4XX", "5XX", "default"]);
  if (place !== null) setOwn(place.value, status, anyResponse(random, dialect));
}

export function addBody({ places, random, dialect }) {
  const place = pickPlace(places, "operation", random);
  if (place === null) return;
  const content = { [anyMediaType(random)]: { schema: anySchema(random, dialect) } };
  if (random.chance(0.3)) content[anyMediaType(random)] = { schema: anySchema(random, dialect) };
  place.value.requestBody = { required: random.chance(0.5), content };
}

export function renameMediaType({ places, random }) {
  const place = pickPlace(places, "mediaType", random);
  if (place === null || place.member !== "content") return;
  Reflect.deleteProperty(place.holder, place.key);
  setOwn(place.holder, anyMediaType(random), place.value);
}

export function changeSecurity({ root, places, random }) {
  const place = random.chance(0.2) ? { value: root } : pickPlace(places, "operation", random);
  const schemes = Object.keys(root.components?.securitySchemes ?? {});
  if (place === null || schemes.length === 0) return;
  const one = () => ({ [random.pick(schemes)]: [] });
  place.value.security = random.pick([
    [one()],
    [one(), one()],
    [{ ...one(), ...one() }],
    [one(), {}],
    [{}],
    [],
  ]);
}

/** What strangers may call, they reach. */
export function openOperations({ root, places }) {
  root.security = [];
  for (const { value } of written(places, "operation")) {
    value.security = [];
    const kept = Object.entries(Object(value["x-security"])).filter(
      ([name]) => name !== "closed" && name !== "requires",
    );
    value["x-security"] = { ...Object.fromEntries(kept), public: "for everybody" };
  }
}
