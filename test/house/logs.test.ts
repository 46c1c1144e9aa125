import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { scanLogs } from "../support/log-watch/scan.mjs";
import { projectFolder } from "../support/sources.js";

const collector = new URL("../support/log-watch/collect.mjs", import.meta.url).href;
const pino = new URL("node_modules/pino/pino.js", `file://${projectFolder}`).href;

let folder = "";
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A server that logs what `logged` makes of a request, in a process of its own; what the scan finds afterwards. */
function scanned(logged: string): ReturnType<typeof scanLogs> {
  folder = mkdtempSync(path.join(tmpdir(), "ringfence-planted-"));
  const server = `
    import { createServer } from "node:http";
    import { once } from "node:events";
    import pino from ${JSON.stringify(pino)};
    const log = pino({ base: null });
    const server = createServer(async (request, answer) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const { headers } = request;
      log.info({ event: "request", ...(${logged}) });
      answer.setHeader("content-type", "application/json");
      answer.end(JSON.stringify({ access_token: "issued-by-the-server" }));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    await fetch("http://127.0.0.1:" + server.address().port, {
      method: "POST",
      headers: { authorization: "Bearer opaque-token", cookie: "session=of-the-browser", "x-api-key": "key-of-a-service", "content-type": "application/json" },
      body: JSON.stringify({ email: "some.body", password: 'quo"ted word', note: "what a person wrote", id: "5e0f4a0c-2f1d-4f0e-9d58-0a8f7d3c1b22" }),
    });
    server.close();
  `;
  const file = path.join(folder, "server.mjs");
  writeFileSync(file, server);
  const ran = spawnSync(process.execPath, ["--import", collector, file], {
    env: { ...process.env, RINGFENCE_TEST_LOGS: folder },
    encoding: "utf8",
  });
  expect(ran.status, ran.stderr).toBe(0);
  return scanLogs(folder);
}

test("[C65] a log that holds nothing is found clean, and what was looked for is what callers sent", () => {
  const { hits, ...counts } = scanned(
    '{ id: JSON.parse(body).id, secret: "API_KEYS", subject: JSON.parse(body).note }',
  );
  expect(counts).toEqual({ servers: 1, lines: 1, secrets: 7 });
  expect(hits).toEqual([]);
});

test.each([
  ["a token", "{ a: headers.authorization.slice(7) }"],
  ["a token with its scheme", '{ a: headers.authorization.replace("opaque", "another") }'],
  ["a cookie", "{ a: headers.cookie }"],
  ["a key", '{ a: "seen " + headers["x-api-key"] + "!" }'],
  ["a password", "{ a: JSON.parse(body).password }"],
  ["a personal value", "{ a: JSON.parse(body).email }"],
  ["a body", "{ a: body }"],
  ["what a person wrote", "{ a: JSON.parse(body).note }"],
  ["an issued token", '{ a: "issued-by-the-server" }'],
  ["a signed token", '{ a: "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln" }'],
  ["a member that is called so", '{ password: "" }'],
  ["an address", '{ a: "somebody.else@example.com" }'],
  ["a secret", '{ secret: "the value of it" }'],
])("[C55] [C65] a log that holds %s is found out", (_, logged) => {
  expect(scanned(logged).hits.length).toBeGreaterThan(0);
});
