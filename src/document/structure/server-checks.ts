import { isArray, isObject, memberOf } from "../json.js";
import { joinPointer } from "../pointer.js";
import { deviates, type SpecialCheck } from "./report.js";

/** Servers are addresses for clients; what is generated answers wherever it is put. */
export const checkServer: SpecialCheck = ({ value, pointer, report }) => {
  const url = memberOf(value, "url");
  if (typeof url !== "string") return;
  const at = joinPointer(pointer, "url");
  if (url === "")
    report(at, "The URL of a server is empty.", deviates('Write "/" for the place of the document.'));
  const variables = memberOf(value, "variables");
  for (const [, name = ""] of url.matchAll(/\{([^{}]*)\}/gu)) {
    if (isObject(variables) && Object.hasOwn(variables, name)) continue;
    report(
      at,
      `The variable "{${name}}" of this URL is not described.`,
      deviates('Describe it in "variables".'),
    );
  }
};

/** §4.8.6: a variable has choices, or it has no `enum`; the default is one of them. */
export const checkServerVariable: SpecialCheck = ({ value, pointer, report }) => {
  const choices = memberOf(value, "enum");
  if (!isArray(choices)) return;
  const at = joinPointer(pointer, "enum");
  if (choices.length === 0) {
    const help = 'Remove "enum": without it every value will do.';
    report(at, '"enum" of a server variable must have at least one value.', { help });
    return;
  }
  const twice = choices.findIndex((choice, index) => choices.indexOf(choice) !== index);
  if (twice !== -1) {
    const text = JSON.stringify(choices[twice]);
    report(joinPointer(at, twice), `"enum" has ${text} twice.`, deviates("Remove one of the two."));
  }
  const initial = memberOf(value, "default");
  if (initial === undefined || choices.includes(initial)) return;
  report(joinPointer(pointer, "default"), 'The default must be one of "enum".', deviates());
};
