import { joinPointer } from "../document/pointer.js";
import { valueAt } from "../document/reference.js";
import type { Finding, Judge } from "./finding.js";

/** Annotations of the vocabulary from which nothing is generated, by the place in which they stand. */
const ofDocument = [["disclosure"], ["detection"], ["transport", "certificate"]] as const;
const ofScheme = [["rotate"]] as const;

/** What looks like a fence must be one: an annotation that changes nothing is said to change nothing. */
export const unservedAnnotation: Judge = ({ document: { root }, model: { schemes } }) => {
  const places = [
    ...ofDocument.map((path) => ({ holder: "", path })),
    ...schemes.flatMap(({ pointer }) => ofScheme.map((path) => ({ holder: pointer, path }))),
  ];
  return places.flatMap(({ holder, path }): readonly Finding[] => {
    const pointer = joinPointer(holder, "x-security", ...path);
    const message = `Nothing is generated from \`${path.join(".")}\`.`;
    return valueAt(root, pointer) === undefined ? [] : [{ pointer, part: "key", message }];
  });
};
