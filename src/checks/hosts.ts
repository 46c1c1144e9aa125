import { memberOf } from "../document/json.js";
import { deref } from "../document/reference.js";
import { annotation } from "../model/annotation.js";
import type { Finding, Judge } from "./finding.js";
import { requestProperties } from "./messages.js";

/** An allow-list of hosts (C33, against SSRF) bounds text; on anything else it would look like a fence and be none. */
export const hostsOfNoText: Judge = ({ document: { root } }) =>
  requestProperties(root).flatMap((property): readonly Finding[] => {
    if (annotation("property", property.value).hosts === undefined) return [];
    const type = memberOf(deref(root, property.value, property.pointer).value, "type");
    const types = Array.isArray(type) ? type : [type];
    if (types.includes("string") && types.every((each) => each === "string" || each === "null")) return [];
    const message = `"${property.name}" lists hosts, but is no text.`;
    return [{ pointer: property.pointer, part: "key", message }];
  });
