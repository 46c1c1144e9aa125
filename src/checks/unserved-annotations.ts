import type { JsonValue } from "../document/document.js";
import { memberOf } from "../document/json.js";
import { joinPointer } from "../document/pointer.js";
import { valueAt } from "../document/reference.js";
import type { Finding, Judge } from "./finding.js";

/** Annotations of the vocabulary from which nothing is generated, by the place below which they stand. */
const ofDocument = [["disclosure"], ["detection"], ["transport", "certificate"]] as const;
const ofScheme = [["surfaces"], ["rotate"]] as const;

/** What looks like a fence must be one: an annotation that changes nothing is said to change nothing. */
export const unservedAnnotation: Judge = ({ document: { root }, model: { schemes } }) => [
  ...below(root, "", ofDocument),
  ...schemes.flatMap(({ pointer }) => below(valueAt(root, pointer), pointer, ofScheme)),
];

function below(
  holder: JsonValue | undefined,
  pointer: string,
  paths: readonly (readonly string[])[],
): readonly Finding[] {
  return paths.flatMap((path): readonly Finding[] => {
    const tokens = ["x-security", ...path];
    const found = tokens.reduce<JsonValue | undefined>(
      (value, token) => (value === undefined ? undefined : memberOf(value, token)),
      holder,
    );
    if (found === undefined) return [];
    const message = `Nothing is generated from \`${path.join(".")}\` yet.`;
    return [{ pointer: joinPointer(pointer, ...tokens), part: "key", message }];
  });
}
