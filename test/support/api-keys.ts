import { createHash } from "node:crypto";
import type { JsonObject } from "../../src/document/document.js";

/** Whom a key stands for. */
export interface KeyOwner {
  readonly subject: string;
  readonly tenant?: string;
  readonly roles?: readonly string[];
  /** Milliseconds from now; 80 days where absent. */
  readonly lasts?: number;
}

/** The scheme `key` of documents that tests write: a header, whose records stand in the secret `API_KEYS`. */
export const keyScheme: JsonObject = {
  key: {
    type: "apiKey",
    in: "header",
    name: "X-API-Key",
    "x-security": { keys: { secret: "API_KEYS" }, rotate: "90d" },
  },
};

/** What `API_KEYS` holds for these keys. */
export function keySecret(keys: Readonly<Record<string, KeyOwner>>): string {
  const records = Object.entries(keys).map(
    ([key, { subject, tenant, roles = [], lasts = 80 * 86_400_000 }]) => ({
      digest: `sha256:${createHash("sha256").update(key).digest("hex")}`,
      subject,
      scopes: [],
      roles,
      ...(tenant === undefined ? {} : { tenant }),
      expires: new Date(Date.now() + lasts).toISOString(),
    }),
  );
  return JSON.stringify(records);
}
