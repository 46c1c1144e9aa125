import type { Operation } from "../model/model.js";
import { code, joinCode, lineWidth, literal, memberName, trusted, type Code } from "./code.js";
import { importOf } from "./imports.js";
import { operationDoc } from "./operations.js";
import type { Scaffold } from "./scaffold.js";
import type { OperationNames } from "./schemas.js";

/** The file that a user edits: one operation's handler. */
export function handlerView(
  operation: Operation,
  { binding }: OperationNames,
  first: Scaffold,
  api: Code,
  extension: Code,
): object {
  const values = first.imports.length > 0;
  const names = [...first.imports, trusted(values ? "type Handlers" : "Handlers")];
  const type = code`Handlers[${literal(operation.id)}]`;
  return {
    imports: importOf(names, code`${api}/index`, extension, values ? "import" : "import type"),
    documentation: operationDoc(operation),
    declaration: declaration(code`export const ${binding}: ${type} = async `, first),
  };
}

function declaration(head: Code, { imports, context, body }: Scaffold): Code {
  if (body.length === 0) {
    const call = code`${joinCode(imports, "")}();`;
    const flat = code`${head}() => ${call}`;
    if (flat.length <= lineWidth) return flat;
    const open = code`${head}() =>`;
    return open.length <= lineWidth
      ? code`${open}\n  ${call}`
      : trusted(flat.replace(" = async", " =\n  async"));
  }
  const flat = code`${head}({ ${joinCode(context, ", ")} }) => {`;
  const open =
    flat.length <= lineWidth
      ? flat
      : code`${head}({\n${joinCode(
          context.map((member) => code`  ${member},\n`),
          "",
        )}}) => {`;
  return code`${open}\n${joinCode(body.map(statement), "\n")}\n};`;
}

/** Breaks the statements that a scaffold makes where they do not fit. */
function statement(text: Code): Code {
  const line = `  ${text}`;
  if (line.length <= lineWidth) return trusted(line);
  const choice = /^return (.+) \? (.+) : (.+);$/.exec(text);
  if (choice !== null)
    return trusted(`  return ${choice[1] ?? ""}\n    ? ${choice[2] ?? ""}\n    : ${choice[3] ?? ""};`);
  const call = /^(.+\()\{ (.+) \}\);$/.exec(text);
  if (call === null) return trusted(line);
  const members = splitMembers(call[2] ?? "").map((member) => `    ${member},\n`);
  return trusted(`  ${call[1] ?? ""}{\n${members.join("")}  });`);
}

/** Splits at the commas that stand in no braces. */
function splitMembers(text: string): readonly string[] {
  return text.split(/, (?![^{]*\})/);
}

export function handlersIndexView(
  operations: readonly { readonly operation: Operation; readonly names: OperationNames }[],
  api: Code,
  extension: Code,
): object {
  return {
    imports: [
      importOf([trusted("Handlers")], code`${api}/index`, extension, "import type"),
      ...operations.map(({ operation, names }) =>
        importOf([names.binding], code`./${trusted(operation.fileName)}`, extension, "import"),
      ),
    ],
    members: operations.map(({ operation, names }) =>
      names.binding === operation.id ? names.binding : code`${memberName(operation.id)}: ${names.binding}`,
    ),
  };
}
