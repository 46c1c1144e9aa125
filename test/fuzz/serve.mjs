import { createHash, generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { pino } from "pino";
import ts from "typescript";
import { anyText, anyValue } from "./words.mjs";

/** One folder a process, below node_modules, where imports of packages resolve. */
const cache = fileURLToPath(
  new URL(`../../node_modules/.cache/fuzz-served-${process.pid}/`, import.meta.url),
);
let served = 0;

const jwk = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
const keys = JSON.stringify({ keys: [{ ...jwk, kid: "one", alg: "ES256" }] });
const record = { digest: `sha256:${createHash("sha256").update("key").digest("hex")}`, subject: "somebody" };
const records = JSON.stringify([{ ...record, expires: new Date(Date.now() + 3_600_000).toISOString() }]);

const injectable = new Set(["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"]);

/**
 * Starts a generated server in this process, and asks it something.
 * @param {readonly { readonly area: string, readonly path: string, readonly text: string }[]} files
 * @param {import("./random.mjs").Random} random
 * @returns {Promise<number | string>} the status of the answer, or why there is none
 * @throws where it breaks, or answers that something of its own broke
 */
export async function askOnce(files, random) {
  const folder = writeServer(files);
  try {
    const load = (file) => import(pathToFileURL(path.join(folder, file)).href);
    const [api, { handlers }] = [await load("api/index.js"), await load("handlers/index.js")];
    const { operations, resources, schemes } = api.policy;
    // What injects requests knows the methods of RFC 9110 only.
    const isServed = ({ surface, method }) => surface === "public" && injectable.has(method);
    const names = Object.keys(operations).filter((name) => isServed(operations[name]));
    const secrets = new Map(Object.values(schemes).flatMap(secretsOf));
    const server = await started(() =>
      api.createServer({
        handlers,
        secrets: (name) => Promise.resolve(secrets.get(name)),
        users: () => Promise.resolve(undefined),
        revocations: api.memoryRevocations?.(),
        publicUrls: ["https://things.example.com"],
        logger: pino({ level: "silent" }),
        ...(Object.keys(resources).length > 0 ? { data: api.memorySource() } : {}),
      }),
    );
    if (server === null) return "not started";
    try {
      await server.ready();
      if (names.length === 0) return "nothing served";
      return await ask(server, operations[random.pick(names)], random);
    } finally {
      await server.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every secret of a scheme with something that it can hold. */
function secretsOf(scheme) {
  switch (scheme.kind) {
    case "jwt":
      return [[scheme.keys.name, keys], ...nonceSecret(scheme)];
    case "api-key":
      return [
        [scheme.secret, records],
        [scheme.pepper, "p".repeat(32)],
      ];
    case "introspection":
      return [
        [scheme.client, JSON.stringify({ client_id: "fuzz", client_secret: "s".repeat(32) })],
        ...nonceSecret(scheme),
      ];
    case "basic":
      return [[scheme.users.name, "[]"]];
    case "mutual-tls":
      return [[scheme.certificates.name, "[]"]];
  }
}

function nonceSecret({ dpop }) {
  return dpop?.nonce === undefined ? [] : [[dpop.nonce, "n".repeat(32)]];
}

/** What `askOnce` leaves for the next server: removes it. */
export function forgetServers() {
  rmSync(cache, { recursive: true, force: true });
}

/** What a fence says that lacks a scheme, or has no safe keys. */
const refusals =
  /^\S+: no (?:scheme|rate limit) |(?:are|is) not on https$|fits none of the algorithms$|rotation of the scheme allows$/;

/** With the rules switched off, a server may lack what it needs to be safe: it refuses to start, and null is answered. */
async function started(start) {
  try {
    return await start();
  } catch (error) {
    if (refusals.test(String(error?.message))) return null;
    throw error;
  }
}

async function ask(server, { method, path: template }, random) {
  const url = encoded(
    template.replace(/\{[^}]*\}/g, () => (random.chance(0.5) ? "1" : anyText(random) || "x")),
  );
  const query = random.chance(0.5) ? "" : `?${encoded(`${anyText(random)}=${anyText(random)}`)}`;
  const payload = JSON.stringify(random.chance(0.3) ? {} : anyValue(random));
  const hasBody = !["GET", "HEAD", "OPTIONS", "TRACE"].includes(method);
  const { statusCode } = await server.inject({
    method,
    url: url + query,
    headers: { authorization: "Bearer key", "x-api-key": "key", cookie: "a=b" },
    ...(hasBody ? { payload, headers: { "content-type": "application/json" } } : {}),
  });
  // Scaffolds answer 501 until somebody writes them.
  if (statusCode >= 500 && statusCode !== 501) throw new Error(`${method} is answered with ${statusCode}`);
  return statusCode;
}

/** What was percent-encoded stays; halves of characters cannot be sent. */
function encoded(text) {
  return encodeURI(text.toWellFormed?.() ?? text.replace(/[\ud800-\udfff]/g, "")).replace(
    /%25(?=[0-9A-F]{2})/g,
    "%",
  );
}

function writeServer(files) {
  const folder = path.join(cache, String(++served));
  const [runtime, own] = [[], []];
  for (const file of files) {
    if (!file.path.endsWith(".ts")) continue;
    const isRuntime = file.area === "api" && file.path.startsWith("runtime/");
    (isRuntime ? runtime : own).push(file);
  }
  writeModules(folder, own);
  // Modules stay in memory as long as their process, so that servers with the same runtime share it.
  const shared = path.join(
    cache,
    `runtime-${createHash("sha256").update(JSON.stringify(runtime)).digest("hex")}`,
  );
  if (!existsSync(shared)) writeModules(shared, runtime);
  symlinkSync(path.join(shared, "api/runtime"), path.join(folder, "api/runtime"));
  writeFileSync(path.join(cache, "package.json"), '{ "type": "module" }\n');
  return folder;
}

function writeModules(folder, files) {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  for (const { area, path: name, text } of files) {
    const file = path.join(folder, area, name.replace(/\.ts$/, ".js"));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, ts.transpileModule(text, { compilerOptions }).outputText);
  }
}
