import type TypeScript from "typescript";
import { code, literal, memberName, trusted, type Code } from "./code.js";

/** `ts.SyntaxKind`: handed in, because importing the compiler is slow and not always needed. */
export type Kinds = typeof TypeScript.SyntaxKind;

/** The text of a node that is never broken: a keyword, a literal, a name. */
export function plainCode(node: TypeScript.Node, kinds: Kinds): Code {
  switch (node.kind) {
    case kinds.LiteralType:
      return plainCode((node as TypeScript.LiteralTypeNode).literal, kinds);
    case kinds.StringLiteral:
      return literal((node as TypeScript.StringLiteral).text);
    case kinds.NumericLiteral:
      return literal(Number((node as TypeScript.NumericLiteral).text));
    case kinds.PrefixUnaryExpression:
      return code`-${plainCode((node as TypeScript.PrefixUnaryExpression).operand, kinds)}`;
    case kinds.Identifier: {
      // openapi-typescript spells string literals as identifiers with JSON for a name.
      const { text } = node as TypeScript.Identifier;
      return text.startsWith('"') ? literal(JSON.parse(text) as string) : memberName(text);
    }
    default:
      return keyword(node, kinds);
  }
}

function keyword({ kind }: TypeScript.Node, kinds: Kinds): Code {
  switch (kind) {
    case kinds.NullKeyword:
      return trusted("null");
    case kinds.TrueKeyword:
      return trusted("true");
    case kinds.FalseKeyword:
      return trusted("false");
    case kinds.StringKeyword:
      return trusted("string");
    case kinds.NumberKeyword:
      return trusted("number");
    case kinds.BooleanKeyword:
      return trusted("boolean");
    case kinds.NeverKeyword:
      return trusted("never");
    case kinds.UnknownKeyword:
      return trusted("unknown");
    case kinds.UndefinedKeyword:
      return trusted("undefined");
    default:
      throw new Error(`a type of a kind that is not printed: ${kinds[kind]}`);
  }
}
