import { Ajv2020 } from "ajv/dist/2020.js";
import type { Model } from "../../../src/model/model.js";
import { validatorIn } from "../../support/emitted.js";
import { body, operation, ordersModel } from "../../support/orders-model.js";
import type { Prepared } from "./vectors.js";

export type Validate = (value: unknown) => boolean;

/** The validator of a schema as it is emitted: written as modules, transpiled and imported. */
export function emitted({ schema, variants }: Prepared, folder: string, name: string): Promise<Validate> {
  const model: Model = {
    ...ordersModel,
    resources: [],
    schemas: { variants },
    operations: [operation("validate", "POST", "/", { resource: null, body: body(schema, "create") })],
  };
  return validatorIn(model, folder, name);
}

/** The same schemas compiled by Ajv in this process, with the options that the emitter uses. */
export function inProcess({ schema, variants }: Prepared): Validate {
  const ajv = new Ajv2020({ strict: false, unicodeRegExp: true, ownProperties: true, logger: false });
  for (const variant of variants)
    ajv.addSchema(variant.schema as object, `#/components/schemas/${variant.name}`);
  return ajv.compile(schema as object) as Validate;
}
