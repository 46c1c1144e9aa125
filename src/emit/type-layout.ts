import type TypeScript from "typescript";
import { code, memberName, trusted, type Code } from "./code.js";
import {
  beside,
  group,
  hardLine,
  ifBroken,
  indented,
  line,
  separated,
  softLine,
  type Doc,
} from "./layout.js";
import { plainCode, type Kinds } from "./type-words.js";

/** What a node of openapi-typescript's needs for its text besides itself. */
export interface TypeLayout {
  /** `ts.SyntaxKind`: handed in, because importing the compiler is slow and not always needed. */
  readonly kinds: Kinds;
  /** The comments above properties. */
  readonly comments: WeakMap<TypeScript.Node, Code>;
  /** Object types that are laid out already. */
  readonly literals: WeakMap<TypeScript.Node, Doc>;
  /** What the types of schemas are called, by key. */
  readonly names: ReadonlyMap<string, Code>;
}

/** A node of a type, laid out as prettier would. */
export function typeDoc(node: TypeScript.Node, layout: TypeLayout): Doc {
  const { kinds } = layout;
  switch (node.kind) {
    case kinds.TypeLiteral:
      return literalDoc(node as TypeScript.TypeLiteralNode, layout);
    case kinds.UnionType:
      return unionDoc(node as TypeScript.UnionTypeNode, layout);
    case kinds.IntersectionType:
      return intersectionDoc(node as TypeScript.IntersectionTypeNode, layout);
    case kinds.ParenthesizedType:
      return typeDoc((node as TypeScript.ParenthesizedTypeNode).type, layout);
    case kinds.ArrayType:
      return [operand((node as TypeScript.ArrayTypeNode).elementType, node, layout), trusted("[]")];
    case kinds.TypeOperator:
      return [trusted("readonly "), operand((node as TypeScript.TypeOperatorNode).type, node, layout)];
    case kinds.TupleType:
      return tupleDoc((node as TypeScript.TupleTypeNode).elements, layout);
    case kinds.TypeReference:
      return referenceDoc(node as TypeScript.TypeReferenceNode, layout);
    case kinds.IndexedAccessType:
      return nameOf((node as TypeScript.IndexedAccessTypeNode).indexType, layout);
    default:
      return plainCode(node, kinds);
  }
}

/** openapi-typescript refers to a schema as `components["schemas"]["Order"]`; what it is called is shorter. */
function nameOf(index: TypeScript.TypeNode, { names, kinds }: TypeLayout): Code {
  const key = plainCode(index, kinds);
  const name = names.get(JSON.parse(key) as string);
  if (name === undefined) throw new Error(`no type for the schema ${key}`);
  return name;
}

/** A type with members always stands on lines of its own. */
function literalDoc(node: TypeScript.TypeLiteralNode, layout: TypeLayout): Doc {
  const doc = layout.literals.get(node) ?? membersDoc(node, layout);
  layout.literals.set(node, doc);
  return doc;
}

function membersDoc({ members }: TypeScript.TypeLiteralNode, layout: TypeLayout): Doc {
  if (members.length === 0) return trusted("{}");
  const lines = members.map((member) => [hardLine, memberDoc(member, layout)]);
  return [trusted("{"), indented(lines), hardLine, trusted("}")];
}

function memberDoc(member: TypeScript.TypeElement, layout: TypeLayout): Doc {
  const { kinds } = layout;
  const { modifiers, name, questionToken, type } = member as TypeScript.PropertySignature;
  const readonly = trusted(modifiers === undefined || modifiers.length === 0 ? "" : "readonly ");
  const value = type === undefined ? trusted("unknown") : annotationDoc(type, layout);
  if (member.kind === kinds.IndexSignature)
    return [group([readonly, trusted("[key: string]: "), value]), trusted(";")];
  const key = code`${propertyName(name, kinds)}${trusted(questionToken === undefined ? "" : "?")}: `;
  return [
    commentDoc(layout.comments.get(member) ?? trusted("")),
    group([readonly, key, value]),
    trusted(";"),
  ];
}

function propertyName(name: TypeScript.PropertyName, kinds: Kinds): Code {
  switch (name.kind) {
    case kinds.Identifier:
    case kinds.StringLiteral:
      return memberName((name as TypeScript.Identifier | TypeScript.StringLiteral).text);
    default:
      return plainCode(name, kinds);
  }
}

function commentDoc(text: Code): Doc {
  return text === "" ? text : [separated(text.split("\n").map(trusted), hardLine), hardLine];
}

/** A type after a colon. */
export function annotationDoc(type: TypeScript.Node, layout: TypeLayout): Doc {
  const doc = typeDoc(type, layout);
  return isBreakingUnion(type, layout.kinds) ? annotated(doc) : doc;
}

/** A type after an equals sign, with the space between. */
export function assignedDoc(type: TypeScript.Node, layout: TypeLayout): Doc {
  const doc = typeDoc(type, layout);
  return isBreakingUnion(type, layout.kinds) ? group(indented([line, doc])) : beside(doc);
}

/** A union after a colon. */
function annotated(union: Doc): Doc {
  return group(indented([softLine, union]));
}

/** A type of these members after a colon. */
export function annotatedUnion(members: readonly Doc[]): Doc {
  return members.length > 1 ? annotated(unionOf(members)) : members;
}

/** A type in parentheses that is a union of several members, and so may break inside them. */
export function parenthesized(union: Doc): Doc {
  return [trusted("("), group([indented([softLine, union]), softLine]), trusted(")")];
}

/** A union that breaks into a line for each member, rather than one that holds an object beside `null`. */
function isBreakingUnion(node: TypeScript.Node, kinds: Kinds): boolean {
  return node.kind === kinds.UnionType && !hugsObject(node as TypeScript.UnionTypeNode, kinds);
}

function hugsObject({ types }: TypeScript.UnionTypeNode, kinds: Kinds): boolean {
  const { TypeLiteral, TypeReference, IndexedAccessType } = kinds;
  const object = types.find(({ kind }) => [TypeLiteral, TypeReference, IndexedAccessType].includes(kind));
  return object !== undefined && types.every((type) => type === object || isNull(type, kinds));
}

function isNull(type: TypeScript.Node, kinds: Kinds): boolean {
  return (
    type.kind === kinds.LiteralType && (type as TypeScript.LiteralTypeNode).literal.kind === kinds.NullKeyword
  );
}

/** The members of a union, or the type alone where it is none, so that each can be a member of another union. */
export function memberDocs(node: TypeScript.Node, layout: TypeLayout): readonly Doc[] {
  if (unwrapped(node, layout.kinds) === layout.kinds.IntersectionType)
    return [[trusted("("), typeDoc(node, layout), trusted(")")]];
  if (node.kind !== layout.kinds.UnionType) return [typeDoc(node, layout)];
  return (node as TypeScript.UnionTypeNode).types.map((type) => operand(type, node, layout));
}

function unionDoc(union: TypeScript.UnionTypeNode, layout: TypeLayout): Doc {
  const members = memberDocs(union, layout);
  return hugsObject(union, layout.kinds) ? separated(members, trusted(" | ")) : unionOf(members);
}

/** A union of these members: on one line, or a line for each. */
export function unionOf(members: readonly Doc[]): Doc {
  return group(
    members.map((member, index) => [
      index === 0 ? ifBroken(trusted("| ")) : [line, trusted("| ")],
      indented(member),
    ]),
  );
}

/** Objects hug the sign between them; other members go to lines of their own where all do not fit on one. */
function intersectionDoc(intersection: TypeScript.IntersectionTypeNode, layout: TypeLayout): Doc {
  const { types } = intersection;
  const isObject = (index: number): boolean =>
    unwrapped(types[index], layout.kinds) === layout.kinds.TypeLiteral;
  let mixed = false;
  const parts = types.map((type, index): Doc => {
    const member = operand(type, intersection, layout);
    if (index === 0) return member;
    if (isObject(index) && isObject(index - 1)) return [trusted(" & "), mixed ? indented(member) : member];
    if (!isObject(index) && !isObject(index - 1)) return indented([trusted(" &"), line, member]);
    mixed ||= index > 1;
    return [trusted(" & "), index > 1 ? indented(member) : member];
  });
  return group(parts);
}

function unwrapped(node: TypeScript.Node | undefined, kinds: Kinds): TypeScript.SyntaxKind | undefined {
  return node?.kind === kinds.ParenthesizedType
    ? unwrapped((node as TypeScript.ParenthesizedTypeNode).type, kinds)
    : node?.kind;
}

/** A type that is part of another, in parentheses where it binds more loosely. */
function operand(node: TypeScript.Node, parent: TypeScript.Node, layout: TypeLayout): Doc {
  const { kinds } = layout;
  if (node.kind === kinds.ParenthesizedType)
    return operand((node as TypeScript.ParenthesizedTypeNode).type, parent, layout);
  const doc = typeDoc(node, layout);
  if (!needsParentheses(node.kind, parent.kind, kinds)) return doc;
  return isBreakingUnion(node, kinds) ? parenthesized(doc) : [trusted("("), doc, trusted(")")];
}

function needsParentheses(kind: TypeScript.SyntaxKind, parent: TypeScript.SyntaxKind, kinds: Kinds): boolean {
  const isComposed = kind === kinds.UnionType || kind === kinds.IntersectionType;
  if (parent === kinds.UnionType || parent === kinds.IntersectionType) return isComposed;
  if (parent === kinds.ArrayType) return isComposed || kind === kinds.TypeOperator;
  return isComposed;
}

function tupleDoc(elements: readonly TypeScript.Node[], layout: TypeLayout): Doc {
  if (elements.length === 0) return trusted("[]");
  const docs = elements.map((element) => tupleElement(element, elements.length > 1, layout));
  return group([
    trusted("["),
    indented([softLine, separated(docs, [trusted(","), line]), ifBroken(trusted(","))]),
    softLine,
    trusted("]"),
  ]);
}

/** A union among several elements takes parentheses where it breaks. */
function tupleElement(element: TypeScript.Node, isOneOfSeveral: boolean, layout: TypeLayout): Doc {
  const doc = typeDoc(element, layout);
  if (!isOneOfSeveral || !isBreakingUnion(element, layout.kinds)) return group(doc);
  return group([indented([ifBroken(trusted("(")), softLine, doc]), softLine, ifBroken(trusted(")"))]);
}

function referenceDoc({ typeName, typeArguments }: TypeScript.TypeReferenceNode, layout: TypeLayout): Doc {
  const { kinds } = layout;
  const name = plainCode(typeName, kinds);
  if (typeArguments === undefined || typeArguments.length === 0) return name;
  const args = typeArguments.map((argument) => typeDoc(argument, layout));
  const [only] = typeArguments;
  return typeArguments.length === 1 && only !== undefined && !isBreakingUnion(only, kinds)
    ? appliedTo(name, args)
    : applied(name, args);
}

/** A generic type with its arguments. */
export function applied(name: Code, args: readonly Doc[]): Doc {
  return [
    name,
    group([
      trusted("<"),
      indented([softLine, separated(args, [trusted(","), line])]),
      softLine,
      trusted(">"),
    ]),
  ];
}

/** A generic type with a single argument that is a name or a literal, or brings braces of its own. */
export function appliedTo(name: Code, argument: Doc): Doc {
  return [name, trusted("<"), argument, trusted(">")];
}
