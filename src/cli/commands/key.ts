import { createHash, createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { hashPassword } from "../../runtime/core/password.js";
import { exitCode, type ExitCode } from "../exit-code.js";
import type { KeyFlags } from "../flags.js";
import type { Invocation } from "../program.js";
import { UsageError } from "../usage-error.js";

/** Whose credential it is, what it may do, and until when. */
interface Holder {
  readonly subject: string;
  readonly scopes?: readonly string[];
  readonly roles?: readonly string[];
  readonly tenant?: string;
  /** RFC 3339. A credential without an end is not made. */
  readonly expires: string;
}

/** What the server keeps: an entry of the JSON list in the scheme's secret. */
export type KeyRecord = Holder &
  (
    | {
        /** `sha256:` or `hmac-sha256:` and the lower-case hexadecimal digest of the key as it is sent. */
        readonly digest: string;
      }
    | {
        /** As `hashPassword` makes it. */
        readonly password: string;
      }
  );

/** `ringfence key`: nothing is stored; what is printed is the only copy of the key. */
export async function runKey(flags: KeyFlags, { terminal }: Invocation): Promise<ExitCode> {
  const { key, record } = await makeKey(flags, randomBytes(32), Date.now());
  terminal.result(`${key}\n${JSON.stringify(record)}\n`);
  terminal.answer({ key, record });
  const noun = flags.password === true ? "password" : "key";
  terminal.note(
    `The first line is the ${noun}: hand it over now, it is shown once. The second goes into the list in the server's secret.`,
  );
  return exitCode.fine;
}

/** @param entropy 32 random bytes. @param now milliseconds since the epoch. @throws UsageError for an end that is none */
export async function makeKey(
  flags: KeyFlags,
  entropy: Uint8Array,
  now: number,
): Promise<{ key: string; record: KeyRecord }> {
  const holder = holderOf(flags, now);
  const text = Buffer.from(entropy).toString("base64url");
  if (flags.password === true) {
    if (flags.pepper !== undefined) throw new UsageError("--pepper is for keys: passwords are salted");
    return { key: text, record: { password: await hashPassword(text), ...holder } };
  }
  // The prefix lets scanners of leaked secrets recognise a key.
  const key = `rfk_${text}`;
  return { key, record: { digest: digestOf(key, flags.pepper), ...holder } };
}

function holderOf(flags: KeyFlags, now: number): Holder {
  if (flags.subject.trim() === "") throw new UsageError("--subject must name whose key it is");
  if (flags.password === true && /[:\p{Cc}]/u.test(flags.subject))
    throw new UsageError("--subject is the user name, and must have no colon in it");
  const [scopes, roles] = [list(flags.scopes), list(flags.roles)];
  return {
    subject: flags.subject,
    ...(scopes.length > 0 ? { scopes } : {}),
    ...(roles.length > 0 ? { roles } : {}),
    ...(flags.tenant === undefined ? {} : { tenant: flags.tenant }),
    expires: new Date(endOf(flags.expires, now)).toISOString(),
  };
}

function digestOf(key: string, pepper: string | undefined): string {
  if (pepper === undefined) return `sha256:${createHash("sha256").update(key).digest("hex")}`;
  return `hmac-sha256:${createHmac("sha256", readPepper(pepper)).update(key).digest("hex")}`;
}

/** From the environment or a file, as the server reads it: a secret on the command line would stand in its history. */
function readPepper(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== "") return value;
  const file = process.env[`${name}_FILE`];
  if (file === undefined || file === "")
    throw new UsageError(`--pepper: neither ${name} nor ${name}_FILE is in the environment`);
  try {
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch {
    throw new UsageError(`--pepper: the file that ${name}_FILE names cannot be read`);
  }
}

function list(text: string | undefined): readonly string[] {
  return (text ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function endOf(text: string, now: number): number {
  const duration = /^(\d{1,9})([smhd])$/.exec(text);
  const end =
    duration === null
      ? instant.test(text)
        ? Date.parse(text)
        : Number.NaN
      : now + Number(duration[1]) * units[duration[2] as keyof typeof units];
  if (Number.isNaN(end) || end > 253_402_300_799_999) {
    throw new UsageError(
      `--expires takes a duration such as 90d or a time such as 2027-01-31T00:00:00Z, not "${text}"`,
    );
  }
  if (end <= now) throw new UsageError(`--expires ${text} has passed already`);
  return end;
}
