import { suggestion } from "../diagnostics/suggest.js";
import { joinPointer } from "../document/pointer.js";
import { annotation } from "../model/annotation.js";
import { defaultRateLimit } from "../model/document-policy.js";
import type { Model } from "../model/model.js";
import type { RatePolicy } from "../runtime/core/policy.js";
import type { Finding, Judge } from "./finding.js";
import { describePointer, pointsToSomething, samePointer } from "./request-pointers.js";

/** C50: a policy that is named but not defined limits nothing. */
export const unknownRatePolicy: Judge = ({ model, document: { root } }) => {
  const known = model.rateLimits.map(({ name }) => name);
  const shared = (annotation("document", root).rateLimit ?? []).map((name, index) => ({
    name,
    pointer: joinPointer("/x-security/rateLimit", index),
  }));
  const named = [...shared, ...model.operations.flatMap(({ rateLimits }) => rateLimits)];
  const unknown = new Map(
    named.filter(({ name }) => !known.includes(name)).map((each) => [each.pointer, each]),
  );
  return [...unknown.values()].map(({ name, pointer }) => ({
    pointer,
    message: `No rate policy is called "${name}".`,
    help: suggestion(name, known),
  }));
};

/** C48: a proxy in front knows addresses; credentials and bodies it does not. */
export const edgePolicyKey: Judge = ({ model: { rateLimits } }) =>
  rateLimits
    .filter(({ at, by }) => at === "edge" && by.kind !== "address")
    .map(({ name }) => ({
      pointer: joinPointer("/x-security/rateLimits", name, "at"),
      message: `"${name}" cannot be enforced at the edge: it does not count by address.`,
    }));

/** C50: a policy counts by something that the request does not have. */
export const ratePointerMissing: Judge = ({ model, document: { root } }) =>
  model.operations.flatMap((operation) =>
    operation.rateLimits.flatMap(({ name, pointer }): readonly Finding[] => {
      const by = policyOf(model, name)?.by;
      if (by?.kind !== "request" || pointsToSomething(root, operation, by.at)) return [];
      const message = `"${name}" counts by ${describePointer(by.at)}, which ${operation.method} ${operation.path} does not have.`;
      return [{ pointer, message, within: [operation.pointer] }];
    }),
  );

/** C17: where the attempted identity is said to stand, there has to be something. */
export const identityMissing: Judge = ({ model, document: { root } }) =>
  model.operations.flatMap((operation): readonly Finding[] => {
    const { authenticates, pointer, method, path } = operation;
    if (authenticates === null || pointsToSomething(root, operation, authenticates.identity)) return [];
    const at = joinPointer(pointer, "x-security", "authenticates", "identity");
    return [{ pointer: at, message: `${method} ${path} has no ${describePointer(authenticates.identity)}.` }];
  });

/** C16, C17: guessing is limited per address and per attempted identity. */
export const unlimitedAuthentication: Judge = ({ model, document: { root } }) => {
  const shared = annotation("document", root).rateLimit ?? defaultRateLimit;
  return model.operations.flatMap((operation): readonly Finding[] => {
    const { authenticates, closed, pointer, method, path } = operation;
    if (authenticates === null || closed !== null) return [];
    const own = operation.rateLimits.filter(({ name }) => !shared.includes(name));
    const policies = own.flatMap(({ name }) => policyOf(model, name) ?? []);
    const byAddress = policies.some(({ by }) => by.kind === "address");
    const byIdentity = policies.some(
      ({ by }) => by.kind === "request" && samePointer(by.at, authenticates.identity),
    );
    const lacking = [
      ...(byAddress ? [] : ["by address"]),
      ...(byIdentity ? [] : [`by the ${describePointer(authenticates.identity)}`]),
    ];
    if (lacking.length === 0) return [];
    const at = joinPointer(pointer, "x-security", "authenticates");
    return [
      {
        pointer: at,
        part: "key",
        message: `${method} ${path} checks credentials without a limit of its own ${lacking.join(" and ")}.`,
      },
    ];
  });
};

function policyOf({ rateLimits }: Model, name: string): RatePolicy | undefined {
  return rateLimits.find((policy) => policy.name === name);
}
