import { joinPointer } from "../document/pointer.js";
import { valueAt } from "../document/reference.js";
import type { Finding, Judge } from "./finding.js";

/** Annotations of the vocabulary from which nothing is generated; all stand at the root. */
const ofDocument = [["disclosure"], ["detection"], ["transport", "certificate"]] as const;

/** What looks like a fence must be one: an annotation that changes nothing is said to change nothing. */
export const unservedAnnotation: Judge = ({ document: { root } }) => {
  return ofDocument.flatMap((path): readonly Finding[] => {
    const pointer = joinPointer("", "x-security", ...path);
    const message = `Nothing is generated from \`${path.join(".")}\`.`;
    return valueAt(root, pointer) === undefined ? [] : [{ pointer, part: "key", message }];
  });
};
