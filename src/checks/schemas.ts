import type { JsonObject } from "../document/document.js";
import { isArray, isObject } from "../document/json.js";
import { joinPointer } from "../document/pointer.js";
import { valueAt } from "../document/reference.js";
import { walk, walkFrom } from "../document/walk.js";
import type { Model } from "../model/model.js";
import { planPattern } from "../model/patterns/plan.js";
import type { Finding, Judge } from "./finding.js";

/** A pattern that requests are checked against, which hostile text may keep busy for long (CWE-1333). */
export const slowPattern: Judge = ({ model, document: { root } }) => {
  const findings = new Map<string, Finding>();
  for (const pointer of requestSchemas(model)) {
    walkFrom("schema", valueAt(root, pointer) ?? true, pointer, ({ kind, value, pointer: at }) => {
      if (kind !== "schema") return;
      for (const [text, place, part] of patterns(value, at)) {
        if (planPattern(text).kind === "slow") findings.set(place, { pointer: place, part, message });
      }
    });
  }
  return [...findings.values()];
};

const message = "Hostile text can make this pattern take very long.";

/** A list of choices without a choice: harmless, but surely not meant. */
export const emptyEnum: Judge = ({ document: { root } }) => {
  const findings: Finding[] = [];
  walk(root, ({ kind, value, pointer }) => {
    const choices = kind === "schema" ? value["enum"] : undefined;
    if (!isArray(choices) || choices.length > 0) return;
    findings.push({ pointer: joinPointer(pointer, "enum"), message: "No value is among no choices." });
  });
  return findings;
};

function requestSchemas(model: Model): ReadonlySet<string> {
  const used = model.operations.flatMap(({ parameters, body }) => [
    ...parameters.map(({ schema }) => schema.pointer),
    ...(body?.content ?? []).map(({ schema }) => schema.pointer),
  ]);
  const variants = model.schemas.variants.filter(({ purposes }) => purposes.some((each) => each !== "read"));
  return new Set([...used, ...variants.map(({ pointer }) => pointer)]);
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
