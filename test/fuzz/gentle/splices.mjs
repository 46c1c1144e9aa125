import { anyName, anySchema, prose } from "../parts.mjs";
import { pickPlace, placesOf, put } from "../places.mjs";
import { setOwn } from "../words.mjs";

/** Gentle mutations that bring in what was not there: parts of other documents, webhooks, callbacks. */

/** An operation of another document, with what it refers to. */
export function spliceOperation({ root, random, other }) {
  const from = other();
  const place = pickPlace(placesOf(from), "operation", random);
  if (place === null) return;
  const taken = structuredClone(place.value);
  const parameters = (Array.isArray(taken.parameters) ? taken.parameters : []).filter(
    (each) => each?.in === "path",
  );
  const path = ["/spliced", ...parameters.map(({ name }) => `{${String(name)}}`)].join("/");
  root.paths ??= {};
  setOwn(root.paths, path, { [random.pick(["get", "post", "put"])]: taken });
  takeReferred(root, from, taken);
}

/** A schema of another document, with what it refers to, in the place of one. */
export function spliceSchema({ root, places, random, other }) {
  const from = other();
  const [place, source] = [pickPlace(places, "schema", random), pickPlace(placesOf(from), "schema", random)];
  if (place === null || source === null) return;
  const taken = structuredClone(source.value);
  put(place, taken);
  takeReferred(root, from, taken);
}

/** Components that a part of another document refers to; those that are there already stay what they are. */
function takeReferred(root, from, part) {
  const pending = [part];
  for (let taken = 0; pending.length > 0 && taken < 100; taken += 1) {
    for (const [, section, name] of JSON.stringify(pending.pop()).matchAll(
      /"#\/components\/(\w+)\/([^"/]+)"/g,
    )) {
      const target = from.components?.[section]?.[name];
      if (target === undefined || Object.hasOwn(Object(root.components?.[section]), name)) continue;
      root.components ??= {};
      root.components[section] ??= {};
      const copy = structuredClone(target);
      setOwn(root.components[section], name, copy);
      pending.push(copy);
    }
  }
}

function message(random, dialect) {
  const requestBody = { content: { "application/json": { schema: anySchema(random, dialect) } } };
  return { post: { requestBody, responses: { 204: { description: prose(random) } } } };
}

export function addWebhook({ root, random, dialect }) {
  if (dialect.isOld) return;
  root.webhooks ??= {};
  setOwn(root.webhooks, anyName(random), message(random, dialect));
}

export function addCallback({ places, random, dialect }) {
  const place = pickPlace(places, "operation", random);
  if (place === null) return;
  place.value.callbacks ??= {};
  const expression = random.pick([
    "{$request.body#/url}",
    "{$request.query.url}",
    "https://example.com/{$method}",
  ]);
  setOwn(place.value.callbacks, anyName(random), { [expression]: message(random, dialect) });
}
