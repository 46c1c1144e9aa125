// Prints how many operations of a project have no error once every `closed` is deleted from the overlay that init wrote.
// Usage: node ready.mjs FOLDER
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { judgeAll } from "../../dist/checks/run.js";
import { rules } from "../../dist/diagnostics/rules.js";
import { loadDocument } from "../../dist/document/load.js";
import { buildModel } from "../../dist/model/build.js";

const [cwd = "."] = process.argv.slice(2);
const config = JSON.parse(readFileSync(path.join(cwd, "ringfence.config.json"), "utf8"));
const overlay = path.join(cwd, "security.overlay.yaml");
const draft = existsSync(overlay)
  ? { draft: { path: overlay, text: withoutClosed(readFileSync(overlay, "utf8")) } }
  : {};
const { document } = await loadDocument({
  entry: config.document,
  root: config.root,
  overlays: [],
  cwd,
  ...draft,
});
const { model } = buildModel(document);
const faults = judgeAll(model, document).filter(({ rule }) => rules[rule].severity === "error");
const faulty = new Set(faults.flatMap(culprits));
console.log(String(model.operations.length - faulty.size));

/** What a person does who agrees with everything. */
function withoutClosed(text) {
  const open = (value) =>
    Array.isArray(value)
      ? value.map(open)
      : typeof value === "object" && value !== null
        ? Object.fromEntries(
            Object.entries(value).flatMap(([key, member]) =>
              key === "closed" && typeof member === "string" ? [] : [[key, open(member)]],
            ),
          )
        : value;
  return stringify(open(parse(text, { maxAliasCount: -1 })), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Pointers of the operations that cannot be called before a fault is mended; all of them, where it names none. */
function culprits({ rule, finding: { pointer, within = [], message } }) {
  const [, scheme] =
    /^(?:The security scheme|The key of|No security scheme is called) "([^"]*)"/.exec(message) ?? [];
  const isOfScheme = ["incomplete-scheme", "scheme-in-url", "undeclared-scheme"].includes(rule);
  const named = model.operations.filter(({ pointer: own, authentication }) =>
    isOfScheme
      ? authentication.kind === "required" &&
        authentication.alternatives.every((each) => each.some((part) => part.scheme === scheme))
      : [pointer, ...within].some((place) => place === own || place.startsWith(`${own}/`)),
  );
  const isEverybodys = named.length === 0 && !isOfScheme;
  return (isEverybodys ? model.operations : named).map((each) => each.pointer);
}
