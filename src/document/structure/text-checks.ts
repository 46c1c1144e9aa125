import { joinPointer } from "../pointer.js";
import { checkHeaderNames, checkMediaTypeNames } from "./message-checks.js";
import { deviates, type SpecialCheck } from "./report.js";

export const checkLicense: SpecialCheck = ({ value, pointer, report }) => {
  if (!Object.hasOwn(value, "identifier") || !Object.hasOwn(value, "url")) return;
  report(
    joinPointer(pointer, "url"),
    '"url" cannot stand beside "identifier".',
    deviates("Keep one of the two."),
  );
};

/** A link names its operation in one way (§4.8.20). Nothing that is served depends on it. */
export const checkLink: SpecialCheck = ({ value, pointer, report }) => {
  const named = ["operationRef", "operationId"].filter((key) => Object.hasOwn(value, key));
  if (named.length === 1) return;
  report(pointer, 'A link must have either "operationRef" or "operationId".', deviates());
};

export const checkResponse: SpecialCheck = (subject) => {
  checkHeaderNames(subject);
  checkMediaTypeNames(subject);
};

export const checkRequestBody: SpecialCheck = (subject) => {
  checkMediaTypeNames(subject);
};
