// Writes down what every server in this process logs, and what callers confided to it: loaded by each process of a run
// of tests, those of generated servers included. `RINGFENCE_TEST_LOGS` names the folder.
import { Buffer } from "node:buffer";
import { appendFileSync } from "node:fs";
import { subscribe } from "node:diagnostics_channel";
import path from "node:path";
import { setInterval } from "node:timers";
import { threadId } from "node:worker_threads";
import { secretsOfAnswer, secretsOfBody, secretsOfHeaders } from "./confided.mjs";

const folder = process.env["RINGFENCE_TEST_LOGS"];
const largest = 256 * 1024;

if (folder !== undefined && globalThis.ringfenceLogsAreKept !== true) {
  globalThis.ringfenceLogsAreKept = true;
  keep(folder);
}

function keep(folder) {
  const file = (kind) => path.join(folder, `${String(process.pid)}-${String(threadId)}.${kind}`);
  const pending = { log: [], secrets: [] };
  const flush = () => {
    for (const [kind, lines] of Object.entries(pending))
      if (lines.length > 0) appendFileSync(file(kind), `${lines.splice(0).join("\n")}\n`);
  };
  const add = (kind, line) => {
    if (pending[kind].push(line) >= 500) flush();
  };
  setInterval(flush, 100).unref();
  process.on("exit", flush);
  globalThis.ringfenceLogsFlush = flush;

  const loggers = new WeakMap();
  let last = 0;
  subscribe("tracing:pino_asJson:end", ({ instance, result }) => {
    if (typeof result !== "string") return;
    if (!loggers.has(instance)) loggers.set(instance, (last += 1));
    add("log", `${String(loggers.get(instance))} ${result.trimEnd()}`);
  });

  const known = new Set();
  const confide = (secrets) => {
    for (const { kind, value } of secrets) {
      if (known.has(value)) continue;
      known.add(value);
      add("secrets", JSON.stringify({ kind, value }));
    }
  };
  subscribe("http.server.request.start", ({ request, response }) => {
    confide(secretsOfHeaders(request.rawHeaders));
    const type = request.headers["content-type"] ?? "";
    watch(request, "push", (body) => confide(secretsOfBody(type, body)));
    const answered = (body) => confide(secretsOfAnswer(response.getHeaders(), body));
    watch(response, "end", answered);
  });
}

/** Hands on what a method was given, the whole once it is given nothing more; the method does what it did. */
function watch(stream, method, told) {
  const original = stream[method];
  const chunks = [];
  let size = 0;
  stream[method] = function watched(chunk, ...rest) {
    const isData = typeof chunk === "string" || chunk instanceof Uint8Array;
    if (isData && size < largest) {
      chunks.push(Buffer.from(chunk));
      size += chunk.length;
    }
    if (!isData || method === "end") told(Buffer.concat(chunks).toString("utf8"));
    return original.call(this, chunk, ...rest);
  };
}
