// Prints how many operations of a project have no error once every `closed` is deleted from the overlay that init wrote.
// Usage: node ready.mjs FOLDER
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { requestProperties, responseProperties } from "../../dist/checks/messages.js";
import { judgeAll } from "../../dist/checks/run.js";
import { rules } from "../../dist/diagnostics/rules.js";
import { loadDocument } from "../../dist/document/load.js";
import { buildModel } from "../../dist/model/build.js";
import { operationSlots } from "../../dist/model/operation-slots.js";

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
  if (named.length > 0 || isOfScheme) return named.map((each) => each.pointer);
  const carriers = operationSlots(document.root).filter((slot) => carries(slot, pointer));
  return (carriers.length > 0 ? carriers : model.operations).map((each) => each.pointer);
}

/** Whether a property of a shared schema is part of what an operation takes or answers. */
function carries(slot, pointer) {
  const properties = [
    ...requestProperties(document.root, [slot]),
    ...responseProperties(document.root, [slot]),
  ];
  return properties.some((property) => property.pointer === pointer);
}
