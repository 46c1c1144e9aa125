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
    const other = otherFormat(root);
    return other === null
      ? diagnostic(
          "openapi-version",
          source.locate([]),
          'An OpenAPI document must state its version in "openapi".',
        )
      : diagnostic(
          "openapi-version",
          source.locate(other.tokens, "key"),
          `This is ${other.name}, not OpenAPI.`,
          {
            help: "Name an OpenAPI document, or convert this one.",
          },
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

/** What is often taken for an OpenAPI document: which format it is, and the member that says so. */
function otherFormat(root: JsonObject): { readonly name: string; readonly tokens: readonly string[] } | null {
  if (memberOf(root, "asyncapi") !== undefined) return { name: "AsyncAPI", tokens: ["asyncapi"] };
  if (memberOf(root, "arazzo") !== undefined) return { name: "an Arazzo description", tokens: ["arazzo"] };
  if (memberOf(root, "overlay") !== undefined) return { name: "an Overlay", tokens: ["overlay"] };
  if (memberOf(memberOf(root, "info"), "_postman_id") !== undefined || memberOf(root, "item") !== undefined)
    return { name: "a Postman collection", tokens: ["info"] };
  return memberOf(root, "$schema") === undefined ? null : { name: "a JSON Schema", tokens: ["$schema"] };
}
