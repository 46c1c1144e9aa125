import { trusted, type Code } from "./code.js";
import { group, ifBroken, indented, line, separated, type Doc } from "./layout.js";

/** `const name = await value;` */
export function awaited(name: Code, value: Doc): Doc {
  return [trusted("const "), name, trusted(" = await "), value, trusted(";")];
}

/** `{ a, b: c }` */
export function objectOf(members: readonly Doc[]): Doc {
  if (members.length === 0) return trusted("{}");
  const inner = separated(members, [trusted(","), line]);
  return group([trusted("{"), indented([line, inner, ifBroken(trusted(","))]), line, trusted("}")]);
}

/** `return value;` */
export function returned(value: Doc): Doc {
  return [trusted("return "), value, trusted(";")];
}

/** `return test ? yes : no;` */
export function returnedChoice(test: Code, yes: Doc, no: Doc): Doc {
  const branches = indented([line, trusted("? "), yes, line, trusted(": "), no]);
  return group([trusted("return "), test, branches, trusted(";")]);
}
