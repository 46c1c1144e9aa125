import type { JsonObject, OpenApiDocument } from "../../../../src/document/document.js";
import { buildModel, type BuiltModel } from "../../../../src/model/build.js";
import type { Model, Operation, Resource, SchemaVariant } from "../../../../src/model/model.js";

/** A document that came from nowhere: its locations all say the same. */
export function documentOf(root: JsonObject): OpenApiDocument {
  const location = { file: "openapi.yaml", line: 1, column: 1, length: 1 };
  return { version: "3.1", root, inputs: [], locate: () => location };
}

export function built(root: JsonObject): BuiltModel {
  return buildModel(documentOf({ openapi: "3.1.0", info: { title: "Specimen", version: "1" }, ...root }));
}

export function modelOf(root: JsonObject): Model {
  return built(root).model;
}

export function operation(model: Model, id: string): Operation {
  return found(
    model.operations.find((each) => each.id === id),
    id,
  );
}

export function resource(model: Model, name: string): Resource {
  return found(
    model.resources.find((each) => each.name === name),
    name,
  );
}

export function variant(model: Model, name: string): SchemaVariant {
  return found(
    model.schemas.variants.find((each) => each.name === name),
    name,
  );
}

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`The model has no "${name}".`);
  return value;
}
