import { diagnostic } from "../diagnostics/create.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { RuleId } from "../diagnostics/rules.js";
import { suggestion } from "../diagnostics/suggest.js";
import type { OpenApiDocument } from "../document/document.js";
import { joinPointer } from "../document/pointer.js";
import type { Ignore, Model } from "../model/model.js";
import type { Finding } from "./finding.js";
import { checks } from "./table.js";

/**
 * Judges a document by every rule. Findings that the document ignores with a reason are left out; an `ignore` that names
 * no rule is an error, and one that silences nothing a warning.
 */
export function runChecks(model: Model, document: OpenApiDocument): readonly Diagnostic[] {
  const used = new Set<Ignore>();
  const findings = checks.flatMap(({ rule, judge }) =>
    unique(
      judge({ model, document }).filter((finding) => !isIgnored(model.ignores, rule, finding, used)),
    ).map((finding) => located(document, rule, finding)),
  );
  return [...findings, ...judgeIgnores(model.ignores, used, document)];
}

function isIgnored(ignores: readonly Ignore[], rule: RuleId, finding: Finding, used: Set<Ignore>): boolean {
  const places = [finding.pointer, ...(finding.within ?? [])];
  const matching = ignores.filter(
    (ignore) => ignore.rule === rule && places.some((place) => isWithin(place, ignore.pointer)),
  );
  for (const ignore of matching) used.add(ignore);
  return matching.length > 0;
}

function isWithin(pointer: string, ancestor: string): boolean {
  return pointer === ancestor || pointer.startsWith(`${ancestor}/`);
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
