import { randomInt } from "node:crypto";
import type { Data } from "./api/data.js";
import { verifyPassword } from "./api/index.js";

const lifetime = 10 * 60 * 1000;

/** Makes a code for this email and forgets older ones; the answer is the only clear copy. */
export async function issueCode(data: Data, email: string): Promise<string> {
  await forgetCodes(data, email);
  const code = String(randomInt(10_000)).padStart(4, "0");
  const expires = new Date(Date.now() + lifetime).toISOString();
  await data.oneTimeCodes.create({ email, code }, { as: "issue", set: { expires_at: expires } });
  return code;
}

/** Is this the code of that email? A code works once. */
export async function redeemCode(data: Data, email: string, code: string): Promise<boolean> {
  const stored = await data.oneTimeCodes.find({ email }, { as: "verify" });
  const matches = await verifyPassword(code, stored?.code ?? undefined);
  if (stored === undefined || !matches || Date.parse(stored.expires_at) < Date.now()) return false;
  await forgetCodes(data, email);
  return true;
}

async function forgetCodes(data: Data, email: string): Promise<void> {
  const { items } = await data.oneTimeCodes.list({ filter: { email }, as: "verify" });
  for (const item of items) await data.oneTimeCodes.delete(item.id, { as: "verify" });
}
