import type { Finding } from "../checks/finding.js";
import type { JsonObject } from "../document/document.js";
import { parsePointer } from "../document/pointer.js";
import { walk } from "../document/walk.js";
import { annotation } from "../model/annotation.js";
import { isTrue, textMember } from "../model/members.js";
import { valueFacts } from "../model/value-facts.js";
import { wordsOf } from "./names.js";
import { annotates, type Proposal } from "./proposal.js";
import { sensitiveNames } from "./sensitive-names.js";

/** Properties of components whose names say that they hold a credential, personal data or means of payment. */
export function proposeSensitive(root: JsonObject): readonly Proposal[] {
  const proposals: Proposal[] = [];
  walk(root, ({ kind, value, pointer }) => {
    if (kind !== "schema" || !pointer.startsWith("/components/schemas/")) return;
    const tokens = parsePointer(pointer) ?? [];
    if (tokens.at(-2) !== "properties" || tokens.length < 5) return;
    proposals.push(...proposeKind(root, value, pointer, tokens.at(-1) ?? ""));
  });
  return proposals;
}

function proposeKind(
  root: JsonObject,
  value: JsonObject,
  pointer: string,
  name: string,
): readonly Proposal[] {
  const kind = sensitiveNames.get(wordsOf(name));
  if (kind === undefined || annotation("property", value).sensitive !== undefined) return [];
  const { types, values } = valueFacts(root, { value, pointer });
  if (values.length > 0 || !types.every((type) => type === "string" || type === "integer")) return [];
  if (types.length === 0) return [];
  const certain = isTrue(value, "writeOnly") || textMember(value, "format") === "password";
  const why =
    kind === "credential"
      ? "its name says that it is a credential: it never leaves in an answer, and is stored hashed"
      : `its name says that it is ${kind === "personal" ? "personal data" : "a means of payment"}: logs leave it out`;
  const confidence = kind === "credential" && !certain ? "medium" : "high";
  return [annotates("property", pointer, { sensitive: kind }, confidence, why)];
}

/** What callers may not decide for themselves until somebody says so, by the findings of `undeclared-visibility`. */
export function proposeVisibility(findings: readonly Finding[]): readonly Proposal[] {
  return findings.map(({ pointer }) =>
    annotates(
      "property",
      pointer,
      { visibility: { read: true } },
      "medium",
      "its name looks privileged: answers show it, and no request may set it until somebody says who may",
    ),
  );
}

/** What answers must not show, by the findings of `exposed-credential`. */
export function proposeHidden(findings: readonly Finding[]): readonly Proposal[] {
  return findings.map(({ pointer }) =>
    annotates(
      "property",
      pointer,
      { sensitive: "credential" },
      "medium",
      "an answer would show it, and its name says that it is a credential",
    ),
  );
}
