// Boots one generated server and calls every operation as a stranger. Prints one line of JSON.
import { generateKeyPair, exportJWK } from "jose";
import { pino } from "pino";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder = "."] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(path.join(folder, "dist", file)).href);
const started = performance.now();
const [api, { handlers }] = [await load("api/index.js"), await load("handlers/index.js")];
const { policy } = api;

const { publicKey } = await generateKeyPair("ES256", { extractable: true });
const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "ES256" }] });
const schemes = Object.values(policy.schemes);
const secrets = async (name) =>
  schemes.some((scheme) => scheme.kind === "jwt" && scheme.keys.name === name) ? keys : "[]";
const hasData = Object.keys(policy.resources).length > 0;
const server = await api.createServer({
  handlers,
  secrets,
  logger: pino({ level: "silent" }),
  ...(hasData ? { data: api.memorySource() } : {}),
});

/** Answers of a server that listens, as a client sees them. */
const address = await server.listen({ port: 0, host: "127.0.0.1" });
const operations = Object.values(policy.operations).filter(({ surface }) => surface === "public");
const first = operations[0];
const urlOf = (template) => template.replace(/\{[^}]*\}/g, "1");
if (first !== undefined) await fetch(address + encodeURI(urlOf(first.path)), { method: first.method });
const milliseconds = performance.now() - started;

const wrong = [];
for (const [index, operation] of operations.entries()) {
  const status = await ask(operation, index);
  if (!isExpected(operation, status)) wrong.push(`${operation.method} ${operation.path}: ${String(status)}`);
}
await server.close();
const refused = operations.filter(({ closed }) => closed !== undefined).length;
console.log(
  JSON.stringify({
    operations: operations.length,
    refused,
    wrong: wrong.slice(0, 5),
    count: wrong.length,
    milliseconds,
  }),
);

/** Each comes from an address of its own, so that no limit of addresses stands in the way. */
async function ask({ method, path: template }, index) {
  const remoteAddress = `127.${String(1 + (index >> 14))}.${String((index >> 7) & 127)}.${String(1 + (index & 127))}`;
  const { statusCode } = await server.inject({ method, url: encodeURI(urlOf(template)), remoteAddress });
  return statusCode;
}

/** Strangers are refused wherever the operation is closed or asks for credentials; nothing breaks anywhere. */
function isExpected({ closed, authentication }, status) {
  if (closed !== undefined || authentication.kind === "required") return status === 401 || status === 403;
  return status < 500 || status === 501;
}
