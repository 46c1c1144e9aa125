import { editDistance } from "../../diagnostics/suggest.js";
import type { JsonObject } from "../../document/document.js";
import { memberOf } from "../../document/json.js";
import { joinPointer, parsePointer } from "../../document/pointer.js";
import { searching, type GrammarNode } from "../../document/walk.js";
import { places, type Place } from "./places.js";
import { readForm, type Finding } from "./read.js";

const key = "x-security";

/** Every mistake in every `x-security` of the document: in what it says, in where it stands, in how it is spelt. */
export const judgeVocabulary: (root: JsonObject) => readonly Finding[] = searching(judgeNode);

function judgeNode(node: GrammarNode): readonly Finding[] {
  const written = memberOf(node.value, key);
  const misspelt = node.kind === "securityRequirement" ? [] : Object.keys(node.value).filter(isNearMiss);
  if (misspelt.length === 0 && written === undefined) return nothing;
  return [
    ...misspelt.map((name) => misplaced(node, name, `"${name}" is ignored. Did you mean "${key}"?`)),
    ...(written === undefined ? [] : judgePlace(node)),
  ];
}

const nothing: readonly Finding[] = [];

function judgePlace(node: GrammarNode): readonly Finding[] {
  if (node.reference !== null && node.kind !== "schema") {
    return [
      misplaced(node, key, `"${key}" beside a "$ref" is ignored: write it where the reference points to.`),
    ];
  }
  const place = placeOf(node);
  if (place === null) return [misplaced(node, key, `"${key}" has no meaning here.`)];
  return readForm(places[place], memberOf(node.value, key) ?? null, joinPointer(node.pointer, key)).findings;
}

function placeOf(node: GrammarNode): Place | null {
  const tokens = parsePointer(node.pointer) ?? [];
  // What a callback or a webhook describes is sent by the server and not served by it.
  if (tokens[0] === "webhooks" || tokens.includes("callbacks")) return null;
  switch (node.kind) {
    case "document":
    case "parameter":
    case "pathItem":
    case "operation":
      return node.kind;
    case "securityScheme":
      return "scheme";
    case "schema":
      return schemaPlace(tokens);
    default:
      return null;
  }
}

function schemaPlace(tokens: readonly string[]): Place | null {
  if (tokens.length === 3 && tokens[0] === "components" && tokens[1] === "schemas") return "schema";
  return tokens.at(-2) === "properties" ? "property" : null;
}

/** `x-severity` is two letters away and an extension of others. */
function isNearMiss(name: string): boolean {
  const isExtension = name[0] === "x" || name[0] === "X";
  return isExtension && name !== key && name !== "x-severity" && editDistance(name.toLowerCase(), key, 3) < 3;
}

function misplaced(node: GrammarNode, name: string, message: string): Finding {
  return { rule: "vocabulary-place", pointer: joinPointer(node.pointer, name), part: "key", message };
}
