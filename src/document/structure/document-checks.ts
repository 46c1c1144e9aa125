import { isObject, memberOf } from "../json.js";
import { grammar } from "../grammar.js";
import { joinPointer } from "../pointer.js";
import { deviates, type SpecialCheck } from "./report.js";

/** OpenAPI 3.0.4 §4.7.1, 3.1.1 §4.8.1: a document describes paths; since 3.1, components or webhooks will do. */
export const checkDocument: SpecialCheck = ({ value, pointer, version, report }) => {
  const candidates = version === "3.0" ? ["paths"] : ["paths", "components", "webhooks"];
  if (candidates.some((key) => Object.hasOwn(value, key))) return;
  const names = candidates.map((key) => `"${key}"`).join(" or ");
  const help = "Write `paths: {}` where there are none.";
  report(pointer, `An OpenAPI ${version} document must have ${names}.`, { help });
};

/** Names of tags are unique (§4.8.1); which of two descriptions a tag has is of no consequence here. */
export const checkTags: SpecialCheck = ({ value, pointer, report }) => {
  const tags = memberOf(value, "tags");
  const seen = new Set<unknown>();
  for (const [index, tag] of (Array.isArray(tags) ? tags : []).entries()) {
    const name = memberOf(tag, "name");
    if (name !== undefined && seen.has(name)) {
      report(joinPointer(pointer, "tags", index, "name"), `The tag "${String(name)}" stands twice.`, {
        ...deviates("Remove one of the two."),
      });
    }
    seen.add(name);
  }
};

/** §4.8.7.1: names of components match `^[a-zA-Z0-9._-]+$`. */
export const checkComponents: SpecialCheck = ({ value, pointer, report }) => {
  for (const section of Object.keys(grammar.components.fields)) {
    const definitions = memberOf(value, section);
    for (const name of isObject(definitions) ? Object.keys(definitions) : []) {
      if (/^[a-zA-Z0-9._-]+$/u.test(name)) continue;
      const help = "Other tools may refuse it: keep to letters, digits, dots, hyphens and underscores.";
      report(joinPointer(pointer, section, name), `${JSON.stringify(name)} is no name for a component.`, {
        ...deviates(help),
        part: "key",
      });
    }
  }
};
