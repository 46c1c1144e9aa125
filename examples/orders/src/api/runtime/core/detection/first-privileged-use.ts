import type { DetectionPolicy } from "../policy.js";
import { raisedBy, type Detector } from "./detector.js";
import { judgeFirstUse } from "./judge.js";

/** Somebody uses a privileged operation, which nobody remembers of them. */
export function firstPrivilegedUse({ memory }: DetectionPolicy["firstPrivilegedUse"]): Detector {
  return (exchange, status) => {
    const { principal, plan, receivedAt: now } = exchange;
    if (principal === null || plan === null || status >= 400) return null;
    const operation = plan.route.policy;
    if (!operation.audit.privileged && exchange.privilegedScopes.length === 0) return null;
    const { credential, subject, tenant } = principal;
    const about = `uses ${JSON.stringify([tenant, subject, operation.id])}`;
    return async (store) => {
      const severity = judgeFirstUse(await store.use(about, memory, now), writes(operation.method), now);
      if (severity === null) return null;
      const by = { credential, subject };
      return { about, alert: { kind: "first-privileged-use", severity, ...raisedBy(exchange), ...by } };
    };
  };
}

function writes(method: string): boolean {
  return !["GET", "HEAD", "OPTIONS", "QUERY"].includes(method);
}
