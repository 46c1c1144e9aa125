import { diagnostic } from "../diagnostics/create.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { JsonObject, OpenApiVersion } from "./document.js";
import { memberOf } from "./json.js";
import type { Source } from "./source.js";

/** The OpenAPI version that a document states, or why it is none that is read. */
export function readVersion(root: JsonObject, source: Source): OpenApiVersion | Diagnostic {
  const stated = memberOf(root, "openapi");
  const version = typeof stated === "string" ? /^3\.([012])(?:\.\d+)?(?:-.+)?$/u.exec(stated) : null;
  if (version !== null) return `3.${version[1]}` as OpenApiVersion;
  const swagger = memberOf(root, "swagger");
  if (stated === undefined && swagger !== undefined) {
    const named =
      typeof swagger === "string" || typeof swagger === "number" ? `Swagger ${swagger}` : "Swagger";
    const message = `This is ${named}, the predecessor of OpenAPI 3.`;
    const help = "Convert it to OpenAPI 3.1, for example with `npx swagger2openapi`.";
    return diagnostic("openapi-version", source.locate(["swagger"]), message, { help });
  }
  if (stated === undefined) {
    return diagnostic(
      "openapi-version",
      source.locate([]),
      'An OpenAPI document must state its version in "openapi".',
    );
  }
  if (typeof stated === "number") {
    const message = `"openapi" must be a string, and unquoted this is a number.`;
    const help = `Write the version in full, as in \`openapi: ${stated < 3.1 ? "3.0.4" : "3.1.0"}\`, or in quotes.`;
    return diagnostic("openapi-version", source.locate(["openapi"]), message, { help });
  }
  const message = `${JSON.stringify(stated)} is no version of OpenAPI that can be read: 3.0, 3.1 and 3.2 are.`;
  return diagnostic("openapi-version", source.locate(["openapi"]), message);
}
