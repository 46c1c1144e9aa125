import { type Reach } from "./access.js";
import type { Ending } from "./ending.js";
import type { Exchange } from "./exchange.js";
import type { IdBinding, Scalar } from "./policy.js";
import { pointedAt } from "./request-pointer.js";

const order: readonly IdBinding["role"][] = ["parent", "reference", "target"];

/**
 * Holds every id in the request against the data that the caller may reach, before the handler runs and whatever it
 * does afterwards. "Not yours" is answered like "not there", unless the resource says otherwise; only the log tells
 * them apart.
 */
export async function bindIds(exchange: Exchange): Promise<Ending | undefined> {
  const { plan, access } = exchange;
  if (plan === null || access === null) return undefined;
  const bindings = order.flatMap((role) =>
    plan.route.policy.bindings.filter((binding) => binding.role === role),
  );
  for (const binding of bindings) {
    for (const id of idsAt(exchange, binding)) {
      const reach = await access.reach(binding, id);
      const ending = judge(exchange, binding, reach);
      if (ending !== undefined) return ending;
    }
  }
  return undefined;
}

/** Binds repositories to the principal and to the enclosing objects that the path names. */
export function openAccess(exchange: Exchange): undefined {
  const { plan, services, principal } = exchange;
  const parents = Object.create(null) as Record<string, Scalar>;
  for (const binding of plan?.route.policy.bindings ?? []) {
    const [id] = binding.role === "parent" ? idsAt(exchange, binding) : [];
    if (id !== undefined) parents[binding.resource] = id;
  }
  exchange.access = services.bind({
    principal,
    parents,
    trace: { requestId: exchange.id, traceparent: exchange.traceparent },
    onLifted: ({ resource, action }) => {
      services.log.lifted(exchange, resource, action);
    },
  });
}

/** Ids that the request names, each once; optional ones may be absent or null. */
function idsAt(exchange: Exchange, { at }: IdBinding): readonly Scalar[] {
  const ids = pointedAt(exchange, at)
    .flat()
    .filter((id): id is Scalar => ["string", "number", "boolean"].includes(typeof id));
  return [...new Set(ids)];
}

function judge(exchange: Exchange, { resource }: IdBinding, reach: Reach): Ending | undefined {
  switch (reach) {
    case "reachable":
      return undefined;
    case "missing":
      return { kind: "refusal", status: 404, reason: `${resource} is missing`, event: null };
    case "hidden":
      return {
        kind: "refusal",
        status: exchange.services.policy.resources[resource]?.hide ?? 404,
        reason: `${resource} exists, but not for this principal`,
        event: "malicious_direct_reference",
      };
  }
}
