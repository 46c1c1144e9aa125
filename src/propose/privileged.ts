import type { OperationSlot } from "../model/operation-slots.js";
import { textMember } from "../model/members.js";
import { segmentsOf } from "../model/path-ids.js";
import { words } from "../model/words.js";

/** Words of functions that are for a few: owning a row is no reason to use them. */
const privileged: ReadonlySet<string> = new Set([
  ...["admin", "admins", "administration", "administrator", "superuser", "root", "sudo", "staff", "internal"],
  ...["role", "roles", "permission", "permissions", "privilege", "privileges", "grant", "grants", "acl"],
  ...["impersonate", "impersonation", "policy", "policies", "access", "entitlement", "entitlements", "scim"],
  ...["billing", "invoice", "invoices", "payment", "payments", "payout", "payouts", "refund", "refunds"],
  ...["balance", "balances", "credit", "credits", "charge", "charges", "subscription", "subscriptions"],
  ...["license", "licenses", "quota", "quotas", "audit", "log", "logs", "secret", "secrets", "credential"],
  ...["credentials", "token", "tokens", "key", "keys", "password", "passwords", "session", "sessions"],
  ...["member", "members", "membership", "memberships", "invitation", "invitations", "collaborators"],
  ...["collaborator", "ban", "bans", "block", "blocks", "suspend", "approve", "verify", "export", "exports"],
  ...["debug", "metrics", "config", "configuration", "shutdown", "restart", "migrate", "migration"],
]);

/** The word by which an operation looks privileged, or null. */
export function privilegedWord(slot: OperationSlot): string | null {
  const fixed = segmentsOf(slot.path).flatMap(({ text, parameters }) =>
    parameters.length > 0 ? [] : words(text),
  );
  const named = words(textMember(slot.value, "operationId") ?? "");
  return [...fixed, ...named].find((word) => privileged.has(word)) ?? null;
}
