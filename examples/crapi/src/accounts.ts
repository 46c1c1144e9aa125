import type { AccountRow, Data } from "./api/data.js";
import type { Principal } from "./api/index.js";

/** How an account appears to others who deal with it. */
export interface Contact {
  readonly email: string;
  readonly number: string;
}

export function contactOf(account: AccountRow): Contact {
  return { email: account.email, number: account.number };
}

/** The caller's own account; undefined for a token whose account is gone. */
export function ownAccount(data: Data, principal: Principal): Promise<AccountRow | undefined> {
  return data.accounts.find({ subject: principal.subject });
}

/** The account behind an email, for callers who are not signed in yet. */
export function accountByEmail(data: Data, email: string): Promise<AccountRow | undefined> {
  return data.accounts.find({ email }, { as: "authenticate" });
}
