import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/document/document.js";
import { openDocument, openOperation } from "../../support/generated-server.js";
import { missingPrograms } from "../../support/programs.js";
import { buildServer, startProcess, type ServerProcess } from "../../support/server-processes.js";

const missing = missingPrograms("slowhttptest");
const bytes = { "200": { description: "Bytes.", content: { "application/octet-stream": {} } } };

const document: JsonObject = openDocument({
  "/quick": { get: openOperation("quick") },
  "/working": { get: openOperation("working") },
  "/take": {
    post: openOperation("take", { requestBody: { content: { "application/x-www-form-urlencoded": {} } } }),
  },
  "/large": { get: openOperation("large", { responses: bytes }) },
});

/** Times in which slow callers must go, in milliseconds. */
const limits = { headersTimeout: 5_000, requestTimeout: 8_000, sendTimeout: 5_000, keepAliveTimeout: 3_000 };

const main = `
const large = Buffer.alloc(8 * 1024 * 1024, "x");
const answer = async () => ({ status: 200, body: {} });
const handlers = {
  quick: answer,
  take: answer,
  working: async () => {
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 60));
    return { status: 200, body: {} };
  },
  large: async () => ({ status: 200, body: large }),
};
const server = await api.createServer({ handlers, connections: ${JSON.stringify(limits)} });
const { drained } = await api.serve(server, { port: 0, drain: { delay: 1500, deadline: 10_000 } });
process.send({ port: server.server.address().port });
process.on("message", () => server.server.getConnections((_, count) => process.send({ count })));
await drained;
process.disconnect();
`;

interface Honest {
  readonly statuses: readonly number[];
  /** Milliseconds. */
  readonly p99: number;
}

let file = "";
let server: ServerProcess;
beforeAll(async () => {
  file = await buildServer("slow-attacks", document, main);
});

describe.skipIf(missing !== null)("slow callers, 200 at a time", () => {
  beforeAll(async () => {
    server = await startProcess(file, {});
  });
  afterAll(() => server.stop());

  it.each([
    ["heads", "-H -i 2 -x 24", "quick", limits.headersTimeout],
    ["bodies", "-B -i 2 -s 8192 -x 10 -t POST", "take", limits.requestTimeout],
    ["readers", "-X -w 512 -y 1024 -n 2 -z 32", "large", limits.sendTimeout],
  ])("[C35] slow %s are all dropped, while others are served", async (kind, words, path, time) => {
    const attack = `-c 200 -r 200 -l 60 -p 5 ${words} -u ${server.base}/${path}`;
    const attacker = spawn("slowhttptest", attack.split(" "), { stdio: "ignore" });
    let running = true;
    const honest = askUntil(() => !running);
    while ((await connections()) < 150) await wait(50);
    const began = performance.now();
    // The honest client keeps a connection or two.
    while ((await connections()) > 5 && attacker.exitCode === null) await wait(100);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    // Not by the end of the attack itself, which is a minute long.
    const isBeaten = (await connections()) <= 5 && performance.now() - began < 45_000;
    running = false;
    attacker.kill("SIGKILL");
    const { statuses, p99 } = await honest;
    console.log(
      `slow ${kind}: 200 connections gone after ${seconds} s (configured ${String(time / 1000)} s), ` +
        `${String(statuses.length)} honest requests, p99 ${p99.toFixed(1)} ms`,
    );
    expect(isBeaten).toBe(true);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  /** As the server itself counts them: an attacker who reads nothing does not notice that it was reset. */
  async function connections(): Promise<number> {
    const told = once(server.child, "message");
    server.child.send("connections");
    const [{ count }] = (await told) as [{ readonly count: number }];
    return count;
  }

  async function askUntil(isOver: () => boolean): Promise<Honest> {
    const statuses: number[] = [];
    const times: number[] = [];
    while (!isOver()) {
      const began = performance.now();
      statuses.push((await fetch(`${server.base}/quick`)).status);
      times.push(performance.now() - began);
      await wait(10);
    }
    times.sort((one, other) => one - other);
    return { statuses, p99: times[Math.floor(times.length * 0.99)] ?? 0 };
  }
});

describe("SIGTERM under load", () => {
  it("loses no request that was accepted", async () => {
    const loaded = await startProcess(file, {});
    const outcome = { answered: 0, refused: 0, lost: [] as string[] };
    const agent = new Agent({ keepAlive: true });
    const client = async (): Promise<void> => {
      for (let isUp = true; isUp;) {
        const answer = await ask(`${loaded.base}/working`, agent);
        if (answer === 200) outcome.answered += 1;
        else if (answer === "ECONNREFUSED") isUp = false;
        else outcome.lost.push(String(answer));
      }
      outcome.refused += 1;
    };
    const clients = Array.from({ length: 40 }, client);
    await wait(2_000);
    const before = outcome.answered;
    const gone = new Promise((resolve) => loaded.child.once("exit", resolve));
    loaded.child.kill("SIGTERM");
    await Promise.all(clients);
    expect(await gone).toBe(0);
    const handled = loaded.log.filter((line) => line["operation"] === "working").length;
    console.log(
      `SIGTERM under load: ${String(before)} answered before it, ${String(outcome.answered - before)} after it, ` +
        `${String(handled - outcome.answered)} accepted and lost, ` +
        `${String(outcome.lost.length)} reset before they were accepted, as the door closed`,
    );
    expect(handled).toBe(outcome.answered);
  });
});

/** The status, or the code of what went wrong. */
function ask(url: string, agent: Agent): Promise<number | string> {
  return new Promise((resolve) => {
    const sent = request(url, { agent }, (answer) => {
      answer.on("data", () => undefined);
      answer.on("end", () => resolve(answer.statusCode ?? 0));
      answer.on("error", (error) => resolve(error.message));
    });
    sent.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    sent.end();
  });
}
