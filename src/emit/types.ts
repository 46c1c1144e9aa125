import { recalling } from "../document/remember.js";
import { trusted, type Code } from "./code.js";
import { comment } from "./comment.js";
import { importOf } from "./imports.js";
import { isObject, type NamedSchema, type SchemaTable } from "./schemas.js";
import type { TypePrinter } from "./type-printer.js";

/** What openapi-typescript calls the helper for members that only a composition requires. */
const requiringType = "WithRequired";

/** Whether a type is written with that helper. */
export function mentionsRequiring(text: Code): boolean {
  return text.includes(`${requiringType}<`);
}

/** The named schemas as `src/api/types.ts` declares them. */
export function typesView(
  { schemas, hasFiles }: Pick<SchemaTable, "schemas" | "hasFiles">,
  printer: TypePrinter,
  /** Whether another module needs the helper. */
  isRequired: boolean,
  extension: Code,
): object {
  const file = trusted("./runtime/core/input/uploaded-file");
  return views(schemas, [printer, hasFiles, isRequired, extension], () => {
    const declared = schemas.map((named) => typeView(named, printer));
    return {
      imports: hasFiles ? [importOf([trusted("UploadedFile")], file, extension, "import type")] : [],
      schemas: declared,
      composes: declared.some(({ composes }) => composes) || isRequired,
    };
  });
}

const views = recalling<object>();

interface TypeView {
  readonly documentation: Code;
  readonly declaration: Code;
  readonly composes: boolean;
}

function typeView({ type, schema }: NamedSchema, printer: TypePrinter): TypeView {
  const declaration = printer.declaration(type, schema);
  const anew = (): TypeView => {
    const description = isObject(schema) ? schema["description"] : undefined;
    return {
      documentation: comment([typeof description === "string" ? description : null]),
      declaration,
      composes: mentionsRequiring(declaration),
    };
  };
  return isObject(schema) ? typeViews(schema, [declaration], anew) : anew();
}

const typeViews = recalling<TypeView>();
