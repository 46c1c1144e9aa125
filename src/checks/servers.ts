import { searching, type GrammarNode } from "../document/walk.js";
import { textMember } from "../model/members.js";
import { joinPointer } from "../document/pointer.js";
import type { Finding, Judge } from "./finding.js";

const loopback = /^(?:localhost|127(?:\.[0-9]+){3}|\[::1\])$/iu;

/** C02: a server that is reached without TLS; loopback never leaves the machine. */
export const insecureServer: Judge = ({ document: { root } }) => insecureServers(root);

const insecureServers = searching((node: GrammarNode): readonly Finding[] => {
  const url = node.kind === "server" ? textMember(node.value, "url") : undefined;
  const host = /^(?:http|ws):\/\/([^/:?#[]+|\[[^\]]*\])/iu.exec(url ?? "")?.[1];
  if (host === undefined || loopback.test(host)) return [];
  return [{ pointer: joinPointer(node.pointer, "url"), message: `${url ?? ""} is reached without TLS.` }];
});
