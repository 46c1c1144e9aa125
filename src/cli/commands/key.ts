import { createHash, randomBytes } from "node:crypto";
import { exitCode, type ExitCode } from "../exit-code.js";
import type { KeyFlags } from "../flags.js";
import type { Invocation } from "../program.js";
import { UsageError } from "../usage-error.js";

/** What the server keeps of a key: an entry of the JSON list in the scheme's secret. */
export interface KeyRecord {
  /** `sha256:` and the lower-case hexadecimal digest of the key as it is sent. */
  readonly digest: string;
  readonly subject: string;
  readonly scopes?: readonly string[];
  readonly roles?: readonly string[];
  readonly tenant?: string;
  /** RFC 3339. A key without an end is not made. */
  readonly expires: string;
}

/** `ringfence key`: nothing is stored; what is printed is the only copy of the key. */
export function runKey(flags: KeyFlags, { terminal }: Invocation): ExitCode {
  const { key, record } = makeKey(flags, randomBytes(32), Date.now());
  terminal.result(`${key}\n${JSON.stringify(record)}\n`);
  terminal.answer({ key, record });
  terminal.note(
    "The first line is the key: hand it over now, it is shown once. The second goes into the list in the server's secret.",
  );
  return exitCode.fine;
}

/** @param entropy 32 random bytes. @param now milliseconds since the epoch. @throws UsageError for an end that is none */
export function makeKey(
  flags: KeyFlags,
  entropy: Uint8Array,
  now: number,
): { key: string; record: KeyRecord } {
  if (flags.subject.trim() === "") throw new UsageError("--subject must name whose key it is");
  // The prefix lets scanners of leaked secrets recognise a key.
  const key = `rfk_${Buffer.from(entropy).toString("base64url")}`;
  const [scopes, roles] = [list(flags.scopes), list(flags.roles)];
  return {
    key,
    record: {
      digest: `sha256:${createHash("sha256").update(key).digest("hex")}`,
      subject: flags.subject,
      ...(scopes.length > 0 ? { scopes } : {}),
      ...(roles.length > 0 ? { roles } : {}),
      ...(flags.tenant === undefined ? {} : { tenant: flags.tenant }),
      expires: new Date(endOf(flags.expires, now)).toISOString(),
    },
  };
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
