import type { JsonObject, JsonValue } from "../document/document.js";
import { isArray, isObject } from "../document/json.js";
import { joinPointer } from "../document/pointer.js";
import { valueAt } from "../document/reference.js";
import { recalling } from "../document/remember.js";
import { searching, walkFrom } from "../document/walk.js";
import type { Model } from "../model/model.js";
import { planPattern } from "../model/patterns/plan.js";
import type { Finding, Judge } from "./finding.js";

/** A pattern that requests or messages are checked against, which hostile text may keep busy for long (CWE-1333). */
export const slowPattern: Judge = ({ model, document: { root } }) => {
  const findings = new Map<string, Finding>();
  for (const pointer of judgedSchemas(model))
    for (const finding of slowPatternsIn(valueAt(root, pointer) ?? true, pointer))
      findings.set(finding.pointer, finding);
  return [...findings.values()];
};

function slowPatternsIn(schema: JsonValue, pointer: string): readonly Finding[] {
  return isObject(schema) ? judged(schema, [pointer], () => findSlowPatterns(schema, pointer)) : [];
}

const judged = recalling<readonly Finding[]>();

function findSlowPatterns(schema: JsonObject, pointer: string): readonly Finding[] {
  const findings: Finding[] = [];
  walkFrom("schema", schema, pointer, (node) => {
    if (node.kind !== "schema" || !hasPatterns(node.value)) return;
    for (const [text, place, part] of patterns(node.value, node.pointer)) {
      if (planPattern(text).kind === "slow") findings.push({ pointer: place, part, message });
    }
  });
  return findings;
}

const message = "Hostile text can make this pattern take very long.";

/** Few have, and only of those is the pointer needed. */
function hasPatterns(schema: JsonObject): boolean {
  return Object.hasOwn(schema, "pattern") || Object.hasOwn(schema, "patternProperties");
}

/** A list of choices without a choice: harmless, but surely not meant. */
export const emptyEnum: Judge = ({ document: { root } }) => emptyEnums(root);

const emptyEnums = searching((node): readonly Finding[] => {
  const choices = node.kind === "schema" ? node.value["enum"] : undefined;
  if (!isArray(choices) || choices.length > 0) return [];
  return [{ pointer: joinPointer(node.pointer, "enum"), message: "No value is among no choices." }];
});

/** Schemas that somebody else's values are held against: requests, and what the server sends and gets back. */
function judgedSchemas(model: Model): ReadonlySet<string> {
  const used = model.operations.flatMap(({ parameters, body }) => [
    ...parameters.map(({ schema }) => schema.pointer),
    ...(body?.content ?? []).map(({ schema }) => schema.pointer),
  ]);
  const sent = model.outgoing.flatMap(({ parameters, payload, replies }) => [
    ...parameters,
    ...(payload === null ? [] : [payload]),
    ...replies.flatMap(({ content }) => content),
  ]);
  const variants = model.schemas.variants.filter(({ purposes }) => purposes.some((each) => each !== "read"));
  return new Set([
    ...used,
    ...sent.map(({ schema }) => schema.pointer),
    ...variants.map(({ pointer }) => pointer),
  ]);
}

type PatternPlace = readonly [text: string, pointer: string, part: "key" | "value"];

function patterns(schema: JsonObject, pointer: string): readonly PatternPlace[] {
  const pattern = schema["pattern"];
  const members = schema["patternProperties"];
  const names = isObject(members) ? Object.keys(members) : [];
  return [
    ...(typeof pattern === "string" ? [[pattern, joinPointer(pointer, "pattern"), "value"] as const] : []),
    ...names.map((name) => [name, joinPointer(pointer, "patternProperties", name), "key"] as const),
  ];
}
