import { createRequire } from "node:module";
import type * as OpenapiTypescript from "openapi-typescript";
import type TypeScript from "typescript";

/** The compiler, and the function of openapi-typescript that turns a schema into a type. */
export interface TypeTools {
  readonly ts: typeof TypeScript;
  readonly transformSchemaObject: typeof OpenapiTypescript.transformSchemaObject;
}

/**
 * Loading these costs a sixth of a second, so they are loaded when types are printed, not before: by `require`, because
 * `import` would search the nine megabytes of the compiler for its format and its exports, which takes twice as long; and
 * of openapi-typescript the one module, which leads to no reader of documents.
 */
export async function loadTypeTools(): Promise<TypeTools> {
  const require = createRequire(import.meta.url);
  const ts = require("typescript") as typeof TypeScript;
  try {
    const module = "openapi-typescript/dist/transform/schema-object.cjs";
    const required = require(module) as { readonly default: TypeTools["transformSchemaObject"] };
    return { ts, transformSchemaObject: required.default };
  } catch (error) {
    // Node before 22.12 requires no modules in the new format, one of which it needs.
    if (!(error instanceof Error && "code" in error && error.code === "ERR_REQUIRE_ESM")) throw error;
    const { transformSchemaObject } = await import("openapi-typescript");
    return { ts, transformSchemaObject };
  }
}
