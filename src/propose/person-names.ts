/** Words for people and parties, as they stand before `Id` in the name of a property. */

/** Whose the row is, where nothing else in it speaks of another person. */
export const owners: ReadonlySet<string> = new Set([
  ...["owner", "owner user", "account owner", "user", "customer", "author", "patient", "subscriber"],
]);

const others = [
  ...["creator", "created by", "updated by", "sender", "recipient", "receiver", "from", "to", "follower"],
  ...["followee", "following", "followed", "friend", "assignee", "reviewer", "approver", "member", "person"],
  ...["contact", "employee", "manager", "driver", "rider", "seller", "buyer", "merchant", "vendor"],
  ...["doctor", "practitioner", "student", "teacher", "instructor", "client", "agent", "payer", "payee"],
  ...["beneficiary", "guest", "host", "invitee", "inviter", "requester", "requestor", "submitter"],
  ...[
    "reporter",
    "mechanic",
    "moderator",
    "admin",
    "operator",
    "supplier",
    "tenant user",
    "actor",
    "subject",
  ],
];

/** Whether the subject of an id (`assigned user` of `assignedUserId`) is a person or a party. */
export function isPerson(subject: string): boolean {
  const last = subject.split(" ").at(-1) ?? "";
  return owners.has(subject) || owners.has(last) || others.includes(subject) || others.includes(last);
}

/** Groups that people belong to, as they stand before `Id`. */
export const groups: ReadonlySet<string> = new Set([
  ...["tenant", "org", "organization", "organisation", "workspace", "company"],
]);

/**
 * What is given to somebody rather than owned: whoever is named in it is its subject, and must not be able to grant it
 * to themselves, to raise it or to delete it.
 */
const grants: ReadonlySet<string> = new Set([
  ...[
    "role",
    "permission",
    "privilege",
    "grant",
    "membership",
    "member",
    "invitation",
    "invite",
    "assignment",
  ],
  ...["license", "licence", "entitlement", "subscription", "quota", "limit", "credit", "balance", "wallet"],
  ...["payout", "refund", "transfer", "transaction", "audit", "log", "event", "ban", "block", "suspension"],
  ...[
    "verification",
    "token",
    "key",
    "session",
    "credential",
    "secret",
    "score",
    "grade",
    "access",
    "policy",
  ],
  ...["coupon", "voucher", "discount", "reward", "badge", "certificate", "approval", "admin"],
]);

/** Whether the name of a schema says that its rows are given to somebody. */
export function isGrant(nameInWords: string): boolean {
  return nameInWords.split(" ").some((word) => grants.has(word));
}
