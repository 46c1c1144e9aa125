import type { JsonValue } from "../document/document.js";
import { recalling } from "../document/remember.js";
import { code, comment, lineWidth, literal, memberName, trusted, type Code } from "./code.js";
import { importOf } from "./imports.js";
import { isObject, type SchemaTable } from "./schemas.js";
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
  /** Types that other modules write, as far as they may need helpers of this one. */
  rows: readonly Code[],
  extension: Code,
): object {
  const file = trusted("./runtime/core/input/uploaded-file");
  const views = schemas.map(({ key, type, schema }) => {
    const isRecursive = printer.recursive.has(key);
    return {
      documentation: documentationOf(schema),
      alias: isRecursive ? printer.declaration(type, schema) : alias(type, key),
      member: isRecursive ? code`${memberName(key)}: ${type};` : printer.member(memberName(key), schema, 4),
    };
  });
  return {
    imports: hasFiles ? [importOf([trusted("UploadedFile")], file, extension, "import type")] : [],
    schemas: views,
    composes: [...views.flatMap(({ member, alias }) => [member, alias]), ...rows].some(mentionsRequiring),
  };
}

function documentationOf(schema: JsonValue): Code {
  const description = isObject(schema) ? schema["description"] : undefined;
  if (!isObject(schema) || typeof description !== "string") return trusted("");
  return documentations(schema, [], () => comment([description], 4));
}

const documentations = recalling<Code>();

function alias(type: Code, key: string): Code {
  const target = code`components["schemas"][${literal(key)}];`;
  const flat = code`export type ${type} = ${target}`;
  return flat.length <= lineWidth ? flat : code`export type ${type} =\n  ${target}`;
}
