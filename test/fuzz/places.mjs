import { eachChild } from "../../dist/document/walk.js";
import { setOwn } from "./words.mjs";

/**
 * @typedef {{ readonly kind: string, readonly parent: string, readonly member: string, readonly holder: object, readonly key: string, readonly value: unknown }} Place
 *   an object of OpenAPI's grammar, where it stands: `holder[key]` is the value, `member` what the parent calls it
 */

/** More places than this are not looked at. */
const most = 20_000;

/**
 * Every place of a document that the grammar knows, parents first.
 * @param {object} root
 * @returns {readonly Place[]}
 */
export function placesOf(root) {
  const found = [{ kind: "document", parent: "", member: "", holder: { root }, key: "root", value: root }];
  for (let index = 0; index < found.length && found.length < most; index += 1) {
    const { kind, value } = found[index];
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    eachChild(kind, value, (child) => {
      found.push({ ...child, parent: kind, key: child.key ?? child.member });
    });
  }
  return found;
}

/**
 * Those of a kind that are written out where they stand, no references.
 * @param {readonly Place[]} places
 * @param {string} kind
 */
export function written(places, kind) {
  return places.filter(
    (place) =>
      place.kind === kind &&
      typeof place.value === "object" &&
      place.value !== null &&
      !Array.isArray(place.value) &&
      !("$ref" in place.value),
  );
}

/** One place of a kind, or null where there is none. */
export function pickPlace(places, kind, random) {
  const found = written(places, kind);
  return found.length === 0 ? null : random.pick(found);
}

/** Puts another value where one stands. */
export function put({ holder, key }, value) {
  setOwn(holder, key, value);
}

/** Whether a component's name needs no escapes in a reference. */
export function isPlain(name) {
  return /^[\w.-]+$/.test(name);
}
