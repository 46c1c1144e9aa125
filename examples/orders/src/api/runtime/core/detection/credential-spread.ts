import { digest } from "../digest.js";
import type { DetectionPolicy } from "../policy.js";
import { raisedBy, type Detector } from "./detector.js";
import { judgeSpread } from "./judge.js";
import { networkOf } from "./network.js";

/** One credential that succeeds from many networks (a token that was stolen, or passed on). */
export function credentialSpread(policy: DetectionPolicy["credentialSpread"]): Detector {
  const { warn, page } = policy;
  const within = Math.max(warn.window, page.window);
  const keep = warn.count + page.count;
  const isNew = createRecent(Math.min(warn.window, page.window) / 8);
  return (exchange) => {
    const { principal, authentication, receivedAt: now, client } = exchange;
    if (principal === null || authentication !== "success") return null;
    const { credential, subject } = principal;
    const network = networkOf(client.address);
    if (!isNew(`${credential} ${network}`, now)) return null;
    const about = `networks ${credential}`;
    return async (store) => {
      const note = { key: about, value: digest(network), distinct: true, keep, within };
      const entries = await store.note(note, now);
      const severity = judgeSpread(entries, policy, entries.at(-1)?.at ?? now);
      if (severity === null) return null;
      const found = { credential, subject, networks: entries.length };
      return { about, alert: { kind: "credential-spread", severity, ...raisedBy(exchange), ...found } };
    };
  };
}

/** Pairs of credential and network that are remembered, at most. */
const mostRecent = 20_000;

/** Says whether a key was not seen for so long, so that hardly a request of a caller who stays where they are costs a question. */
function createRecent(within: number): (key: string, now: number) => boolean {
  const seen = new Map<string, number>();
  return (key, now) => {
    const last = seen.get(key);
    if (last !== undefined && now - last < within) return false;
    seen.delete(key);
    seen.set(key, now);
    const [oldest] = seen.keys();
    if (seen.size > mostRecent && oldest !== undefined) seen.delete(oldest);
    return true;
  };
}
