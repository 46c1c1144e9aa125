import type { Diagnostic, Location } from "./diagnostic.js";
import { ruleOf } from "./rules.js";

/** A SARIF 2.1.0 log (OASIS) with one run, for code scanning services. `version` is the tool's. */
export function renderSarif(diagnostics: readonly Diagnostic[], version: string): string {
  const ruleIds = [...new Set(diagnostics.map((each) => each.rule))].sort();
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "ringfence", version, rules: ruleIds.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        results: diagnostics.map((each) => result(each, ruleIds.indexOf(each.rule))),
      },
    ],
  };
  return JSON.stringify(log, null, 2) + "\n";
}

function descriptor(id: string): object {
  const rule = ruleOf(id);
  if (rule === undefined) return { id };
  return {
    id,
    shortDescription: { text: rule.title },
    help: { text: rule.help },
    defaultConfiguration: { level: rule.severity },
  };
}

function result(diagnostic: Diagnostic, ruleIndex: number): object {
  const text =
    diagnostic.help === undefined ? diagnostic.message : `${diagnostic.message}\n${diagnostic.help}`;
  return {
    ruleId: diagnostic.rule,
    ruleIndex,
    level: diagnostic.severity,
    message: { text },
    locations: [{ physicalLocation: physical(diagnostic.location) }],
    ...(diagnostic.related === undefined
      ? {}
      : {
          relatedLocations: diagnostic.related.map((each) => ({
            physicalLocation: physical(each.location),
            message: { text: each.message },
          })),
        }),
  };
}

/** What was fetched is called by its URL already. */
function uriOf(file: string): string {
  return file.startsWith("https://") ? file : file.split("/").map(encodeURIComponent).join("/");
}

function physical(location: Location): object {
  return {
    artifactLocation: { uri: uriOf(location.file) },
    region: {
      startLine: location.line,
      startColumn: location.column,
      endColumn: location.column + location.length,
    },
  };
}
