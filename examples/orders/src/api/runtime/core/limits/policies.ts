import type { OperationPolicy, RatePolicy, ServerPolicy } from "../policy.js";

const minute = 60_000;

/**
 * The policies that an operation is held to. An operation that checks credentials always has a limit by address and
 * one by attempted identity; where the document names none, these stand in, tighter than ordinary traffic.
 */
export function effectivePolicies(policy: ServerPolicy, operation: OperationPolicy): readonly RatePolicy[] {
  const named = operation.rateLimits.flatMap((name) => {
    const found = policy.rateLimits[name];
    return found === undefined ? [] : [found];
  });
  if (operation.authenticates === null) return named;
  const tight = named.filter((candidate) => candidate.at === "application");
  const byAddress = tight.some(({ by }) => by.kind === "address");
  const byIdentity = tight.some(({ by }) => by.kind === "request");
  return [
    ...named,
    ...(byAddress ? [] : [attemptsByAddress]),
    ...(byIdentity ? [] : [attemptsByIdentity(operation.authenticates.identity)]),
  ];
}

const attemptsByAddress: RatePolicy = {
  name: "attempts-by-address",
  by: { kind: "address" },
  limit: 20,
  window: 5 * minute,
  algorithm: "sliding-window",
  count: "requests",
  at: "application",
};

function attemptsByIdentity(at: NonNullable<OperationPolicy["authenticates"]>["identity"]): RatePolicy {
  return {
    name: "attempts-by-identity",
    by: { kind: "request", at },
    limit: 5,
    window: 15 * minute,
    algorithm: "sliding-window",
    count: "failures",
    at: "application",
  };
}
