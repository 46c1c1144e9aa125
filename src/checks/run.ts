import { diagnostic } from "../diagnostics/create.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { RuleId } from "../diagnostics/rules.js";
import { suggestion } from "../diagnostics/suggest.js";
import type { OpenApiDocument } from "../document/document.js";
import { joinPointer } from "../document/pointer.js";
import { withFamilies } from "../model/families/families.js";
import { findIgnores, type Ignore } from "../model/ignores.js";
import type { Model } from "../model/model.js";
import type { Finding } from "./finding.js";
import { checks } from "./table.js";

/**
 * Judges a document by every rule. Findings that the document ignores with a reason are left out; an `ignore` that names
 * no rule is an error, and one that silences nothing a warning. Of a rule that is off nothing is answered.
 */
export function runChecks(
  model: Model,
  document: OpenApiDocument,
  isOff: (rule: RuleId) => boolean = () => false,
): readonly Diagnostic[] {
  const used = new Set<Ignore>();
  const whole = withFamilies(document);
  const findings = judgeAll(model, document, isOff, used).map(({ rule, finding }) =>
    located(whole, rule, finding),
  );
  return [...findings, ...judgeIgnores(findIgnores(whole.root), used, document)];
}

/** What the rules find, still without a place in a file. Every ignore that silenced something joins `used`. */
export function judgeAll(
  model: Model,
  document: OpenApiDocument,
  isOff: (rule: RuleId) => boolean = () => false,
  used = new Set<Ignore>(),
): readonly { readonly rule: RuleId; readonly finding: Finding }[] {
  const whole = withFamilies(document);
  const ignores = indexIgnores(findIgnores(whole.root));
  return checks.flatMap(({ rule, judge }) => {
    // An ignore has a use as long as there is something to ignore, whether or not the rule is switched off.
    if (isOff(rule) && !ignores.has(rule)) return [];
    const open = judge({ model, document: whole }).filter(
      (finding) => !isIgnored(ignores.get(rule), finding, used),
    );
    return isOff(rule) ? [] : unique(open).map((finding) => ({ rule, finding }));
  });
}

/** Ignores by rule and by the pointer at and below which they hold. */
type IgnoreIndex = ReadonlyMap<string, ReadonlyMap<string, Ignore>>;

function indexIgnores(ignores: readonly Ignore[]): IgnoreIndex {
  const index = new Map<string, Map<string, Ignore>>();
  for (const ignore of ignores) {
    const ofRule = index.get(ignore.rule) ?? new Map<string, Ignore>();
    index.set(ignore.rule, ofRule.set(ignore.pointer, ignore));
  }
  return index;
}

function isIgnored(
  ignores: ReadonlyMap<string, Ignore> | undefined,
  finding: Finding,
  used: Set<Ignore>,
): boolean {
  if (ignores === undefined) return false;
  const places = [finding.pointer, ...(finding.within ?? [])].flatMap(withAncestors);
  const matching = places.flatMap((place) => ignores.get(place) ?? []);
  for (const ignore of matching) used.add(ignore);
  return matching.length > 0;
}

function withAncestors(pointer: string): readonly string[] {
  const places = [pointer];
  for (let end = pointer.lastIndexOf("/"); end !== -1; end = pointer.lastIndexOf("/", end - 1)) {
    places.push(pointer.slice(0, end));
    if (end === 0) break;
  }
  return places;
}

function judgeIgnores(
  ignores: readonly Ignore[],
  used: ReadonlySet<Ignore>,
  document: OpenApiDocument,
): readonly Diagnostic[] {
  const known = checks.map(({ rule }): string => rule);
  return ignores.flatMap((ignore) => {
    const location = document.locate(joinPointer(ignore.pointer, "x-security", "ignore", ignore.rule), "key");
    if (!known.includes(ignore.rule)) {
      const message = `"${ignore.rule}" is no rule that can be ignored.`;
      return [diagnostic("unknown-ignore", location, message, { help: suggestion(ignore.rule, known) })];
    }
    return used.has(ignore)
      ? []
      : [diagnostic("unused-ignore", location, `"${ignore.rule}" finds nothing here.`)];
  });
}

function located(document: OpenApiDocument, rule: RuleId, finding: Finding): Diagnostic {
  const related = finding.related?.map(({ pointer, message }) => ({
    message,
    location: document.locate(pointer, "key"),
  }));
  return diagnostic(rule, document.locate(finding.pointer, finding.part ?? "value"), finding.message, {
    ...(finding.help === undefined ? {} : { help: finding.help }),
    ...(related === undefined ? {} : { related }),
  });
}

/** A shared parameter or schema is judged once for each operation that uses it, but reported once. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  return [
    ...new Map(
      findings.map((finding) => [JSON.stringify([finding.pointer, finding.message]), finding]),
    ).values(),
  ];
}
