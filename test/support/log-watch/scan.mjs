// Looks through everything that servers logged for everything that callers confided to them, and for what looks like it.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What no log of ours may hold, whoever it belongs to. */
const shapes = {
  "a signed token": /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\./,
  "a header with credentials": /\b(?:Bearer|Basic|DPoP)\s+[A-Za-z0-9._~+/-]{12,}/i,
  "a key in PEM": /-----BEGIN [A-Z ]+-----/,
  "a key of a cloud": /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bsk_[A-Za-z0-9_-]{16,}/,
  "a private key in JSON": /"(?:d|dp|dq|qi)"\s*:\s*"[A-Za-z0-9_-]{20,}"/,
  "a member named like a secret":
    /"(?:pass(?:word|wd)?|(?:access_?|refresh_?|id_?)?token|authorization|set-cookie|cookie|api-?key|body)"\s*:/i,
  // Secrets of servers are logged by the name of what holds them.
  "a secret instead of its name": /"secret"\s*:\s*(?!"[A-Z][A-Z0-9_]*(?:, [A-Z][A-Z0-9_]*)*")/,
  "credentials in a URL": /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"]+:[^\s/@"]+@/i,
  "an e-mail address": /[A-Za-z0-9._%+-]{2,}@[A-Za-z0-9-]+\.[A-Za-z]{2,}/,
};

/** Letters that every secret begins with are looked up at every place of a line. */
const head = 6;

/**
 * @param {string} folder what `collect.mjs` wrote
 * @returns {{ servers: number, lines: number, secrets: number, hits: { what: string, line: string }[] }}
 */
export function scanLogs(folder) {
  const files = readdirSync(folder);
  const read = (kind) =>
    files
      .filter((name) => name.endsWith(`.${kind}`))
      .map((name) => [
        name,
        readFileSync(path.join(folder, name), "utf8")
          .split("\n")
          .filter((line) => line !== ""),
      ]);
  const secrets = new Map(
    read("secrets").flatMap(([, lines]) =>
      lines.map((line) => JSON.parse(line)).map(({ kind, value }) => [value, kind]),
    ),
  );
  const lookup = indexed(secrets);
  const servers = new Set();
  const hits = [];
  let count = 0;
  for (const [name, lines] of read("log"))
    for (const line of lines) {
      const [logger = "", text = ""] = line.split(/ (.*)/s);
      servers.add(`${name} ${logger}`);
      count += 1;
      hits.push(...hitsOf(text, lookup));
    }
  return { servers: servers.size, lines: count, secrets: secrets.size, hits };
}

function indexed(secrets) {
  const lookup = new Map();
  const add = (value, kind) => {
    const begin = value.slice(0, head);
    lookup.set(begin, [...(lookup.get(begin) ?? []), { value, kind }]);
  };
  for (const [value, kind] of secrets) {
    add(value, kind);
    const escaped = JSON.stringify(value).slice(1, -1);
    if (escaped !== value) add(escaped, kind);
  }
  return lookup;
}

/** Logs say who it was; that bodies name the same subject makes it no part of a body. */
const who = /"(?:subject|tenant)":"(?:[^"\\]|\\.)*"/g;

function hitsOf(line, lookup) {
  const shown = Object.entries(shapes)
    .filter(([, shape]) => shape.test(line))
    .map(([what]) => ({ what, line }));
  const said = line.replaceAll(who, "");
  const found = new Set();
  for (let at = 0; at + head <= line.length; at += 1)
    for (const { value, kind } of lookup.get(line.slice(at, at + head)) ?? [])
      if (line.startsWith(value, at) && (kind !== "body" || said.includes(value)))
        found.add(`${kind} ${JSON.stringify(value)}`);
  return [...shown, ...[...found].map((what) => ({ what, line }))];
}
