import type { JsonObject } from "../document/document.js";
import { parsePointer, formatPointer } from "../document/pointer.js";
import { textMember } from "../model/members.js";
import { valueAt } from "../document/reference.js";
import type { Finding } from "../checks/finding.js";
import type { Proposal } from "./proposal.js";

/** `https` for every server that is reached without TLS, by the findings of the rule `insecure-server`. */
export function proposeServers(root: JsonObject, findings: readonly Finding[]): readonly Proposal[] {
  return findings.flatMap(({ pointer }) => {
    const server = formatPointer((parsePointer(pointer) ?? []).slice(0, -1));
    const url = textMember(valueAt(root, server), "url");
    if (url === undefined) return [];
    const secure = url.replace(/^(?:http|ws):/iu, (scheme) => (/^ws/iu.test(scheme) ? "wss:" : "https:"));
    return [
      {
        topic: "server" as const,
        pointer: server,
        update: { url: secure },
        confidence: "medium" as const,
        why: "the generated server refuses plain HTTP",
      },
    ];
  });
}
