import {
  swapSchemas,
  freshSchema,
  wrapSchema,
  hoistSchema,
  referToSchema,
  markSchema,
  addProperty,
  renameSchema,
  renameProperty,
} from "./gentle/schemas.mjs";
import {
  removeOptional,
  addProse,
  moveOperation,
  renamePath,
  renameOperation,
  restyleParameter,
  addParameter,
  addResponse,
  addBody,
  renameMediaType,
  changeSecurity,
  openOperations,
} from "./gentle/operations.mjs";
import { spliceOperation, spliceSchema, addWebhook, addCallback } from "./gentle/splices.mjs";
import { isPlain, placesOf } from "./places.mjs";

/**
 * Mutations that know the grammar: what was a valid document stays one, mostly, so that models and emitters have to do
 * with what they never saw.
 */

/**
 * Changes a tree in place, one to five times.
 * @param {object} root
 * @param {import("./random.mjs").Random} random
 * @param {() => object} other another document, to take parts from
 */
export function mutateGently(root, random, other) {
  for (let count = 1 + random.below(5); count > 0; count -= 1) {
    const places = placesOf(root);
    const isOld = String(root.openapi).startsWith("3.0");
    const schemas = Object.keys(root.components?.schemas ?? {});
    const references = schemas.filter(isPlain).map((name) => `#/components/schemas/${name}`);
    random.pick(mutations)({ root, places, random, other, dialect: { isOld, references } });
  }
}

const mutations = [
  swapSchemas,
  freshSchema,
  freshSchema,
  wrapSchema,
  hoistSchema,
  referToSchema,
  markSchema,
  removeOptional,
  addProse,
  addProperty,
  moveOperation,
  renamePath,
  renameOperation,
  renameSchema,
  renameProperty,
  restyleParameter,
  addParameter,
  addResponse,
  addBody,
  renameMediaType,
  changeSecurity,
  openOperations,
  openOperations,
  spliceOperation,
  spliceOperation,
  spliceSchema,
  addWebhook,
  addCallback,
];
