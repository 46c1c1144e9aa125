import { code, joinCode, lineWidth, trusted, type Code } from "./code.js";

export type ImportExtension = "js" | "ts" | "none";

/** `.js`, `.ts` or nothing, as it ends a relative import. */
export function extensionText(extension: ImportExtension): Code {
  return trusted(extension === "none" ? "" : `.${extension}`);
}

/** An import declaration, broken into lines where it does not fit. `module` is without extension. */
export function importOf(
  names: readonly Code[],
  module: Code,
  extension: Code,
  keyword: "import" | "import type" | "export" | "export type",
): Code {
  const head = trusted(keyword);
  const from = code`from "${module}${extension}";`;
  const flat = code`${head} { ${joinCode(names, ", ")} } ${from}`;
  if (flat.length <= lineWidth || names.length === 1) return flat;
  return code`${head} {\n${joinCode(
    names.map((text) => code`  ${text},\n`),
    "",
  )}} ${from}`;
}
