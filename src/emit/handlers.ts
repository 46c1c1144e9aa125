import { recalling } from "../document/remember.js";
import type { Operation } from "../model/model.js";
import { code, joinCode, lineWidth, literal, propertyKey, trusted, type Code } from "./code.js";
import { importOf } from "./imports.js";
import { print, type Doc } from "./layout.js";
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

function statement(doc: Doc): Code {
  return code`  ${print(doc, 2)}`;
}

/** The handlers by operation, each with how its module is loaded. */
export function handlersIndexView(
  operations: readonly { readonly operation: Operation; readonly names: OperationNames }[],
  api: Code,
  extension: Code,
): object {
  const isEmpty = operations.length === 0;
  const names = isEmpty ? ["Handlers"] : ["lazily", "type Handlers"];
  return {
    imports: importOf(names.map(trusted), code`${api}/index`, extension, isEmpty ? "import type" : "import"),
    members: operations.map(({ operation, names: { binding } }) =>
      members(operation, [binding, extension], () => {
        const file = trusted(JSON.stringify(`./${operation.fileName}`).slice(0, -1));
        return loader(propertyKey(operation.id), code`import(${file}${extension}")`, binding);
      }),
    ),
  };
}

const members = recalling<Code>();

/** A member that loads a module and takes its handler, in the lines that prettier would give it. */
function loader(key: Code, load: Code, binding: Code): Code {
  const head = code`  ${key}: async () =>`;
  const member = code`(await ${load}).${binding},`;
  if (head.length + 1 + member.length <= lineWidth) return code`${head} ${member}`;
  if (4 + member.length <= lineWidth) return code`${head}\n    ${member}`;
  if (4 + code`(await ${load})`.length <= lineWidth)
    return code`${head}\n    (await ${load})\n      .${binding},`;
  return code`${head}\n    (\n      await ${load}\n    ).${binding},`;
}
