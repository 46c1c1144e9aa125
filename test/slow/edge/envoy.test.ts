import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthority, type TestAuthority } from "../../support/authority.js";
import { envoyProgram, startEnvoy, type TestEnvoy } from "../../support/envoy.js";
import { runProgram } from "../../support/programs.js";
import { buildServer, startProcess, type ServerProcess } from "../../support/server-processes.js";
import { ask, type Answer } from "../../support/tls-request.js";
import { address, askRaw, disguises } from "./disguises.js";
import { edgeDocument, edgeHost as host, edgeLimit as limit, edgeMain, tightLimit } from "./document.js";

const program = envoyProgram();

describe.skipIf(program === null)("the generated Envoy configuration in front of a server", () => {
  let app: ServerProcess;
  let envoy: TestEnvoy;
  let authority: TestAuthority;
  let folder = "";

  beforeAll(async () => {
    const file = await buildServer("slow-envoy", edgeDocument("intermediate"), edgeMain);
    folder = file.replace("main.mjs", "");
    authority = createAuthority(`${folder}certificates`, [host]);
    app = await startProcess(file, {});
    envoy = await startEnvoy(program ?? "", readFileSync(`${folder}deploy/envoy.yaml`, "utf8"), {
      folder,
      certificates: authority.folder,
      app: Number(new URL(app.base).port),
    });
  });
  afterAll(async () => {
    await envoy.stop();
    await app.stop();
  });

  const get = (path: string, from: string, headers: Record<string, string> = {}): Promise<Answer> =>
    ask({
      port: envoy.ports.tls,
      path,
      ca: authority.ca,
      servername: host,
      localAddress: from,
      headers: { host, ...headers },
    });
  const problem = (status: number) => expect.objectContaining({ type: "about:blank", status }) as unknown;
  const many = async (count: number, one: () => Promise<Answer>): Promise<readonly Answer[]> => {
    const answers: Answer[] = [];
    for (let index = 0; index < count; index += 1) answers.push(await one());
    return answers;
  };

  it("is taken by envoy --mode validate", () => {
    expect(runProgram(program ?? "", ["--mode", "validate", "-c", `${folder}envoy.yaml`])).toMatch(/OK\s*$/);
  });

  it("[C01] [C03] refuses plain HTTP; announces HSTS over TLS, once, on its own refusals too", async () => {
    const plain = await ask({ plain: true, port: envoy.ports.plain, path: "/v1/who", headers: { host } });
    expect([plain.status, plain.headers.location]).toEqual([403, undefined]);
    expect([JSON.parse(plain.body), plain.headers["strict-transport-security"]]).toEqual([
      problem(403),
      undefined,
    ]);
    for (const path of ["/v1/who", "/v1/nothing", "/nowhere"]) {
      const answer = await get(path, "127.0.0.2");
      expect(answer.headers["strict-transport-security"]).toBe("max-age=63072000; includeSubDomains");
    }
  });

  it("[C48] [C52] holds every address to its limit, and operations without it to none", async () => {
    const answers = await many(limit + 10, () => get("/v1/who", "127.0.0.3"));
    const allowed = answers.filter(({ status }) => status === 200).length;
    console.log(`limit ${String(limit)}: ${String(answers.length)} sent, ${String(allowed)} allowed`);
    expect(allowed).toBe(limit);
    const refused = answers.at(-1);
    expect([refused?.status, refused?.headers["retry-after"]]).toEqual([429, "30"]);
    expect([JSON.parse(refused?.body ?? ""), refused?.headers["content-type"]]).toEqual([
      problem(429),
      "application/problem+json",
    ]);
    expect((await get("/v1/who", "127.0.0.4")).status).toBe(200);
    const free = await many(limit + 5, () => get("/v1/free", "127.0.0.5"));
    expect(free.filter(({ status }) => status === 200)).toHaveLength(limit + 5);
  });

  it.each(disguises)(
    "[C48] holds $operation to its limit however the target is spelled",
    async ({ operation, targets }) => {
      const most = operation.startsWith("held") ? limit : tightLimit;
      const before = app.log.length;
      const sent = Array.from({ length: most + 2 }, () => targets).flat();
      for (const target of sent) await askRaw(envoy.ports.tls, authority.ca, address(operation), target);
      await askRaw(envoy.ports.tls, authority.ca, address(operation), "/v1/last?word");
      await expect.poll(() => app.log.slice(before).some((line) => line["operation"] === "last")).toBe(true);
      const reached = app.log.slice(before).filter((line) => line["operation"] === operation);
      console.log(`${operation}: ${String(sent.length)} sent, ${String(reached.length)} came through`);
      expect(reached.length).toBeGreaterThan(0);
      expect(reached.length).toBeLessThanOrEqual(most);
    },
  );

  it("[C11] takes no word of an undeclared proxy for the client's address, and that of a declared one", async () => {
    const spoofed = await get("/v1/who", "127.0.0.6", {
      "x-forwarded-for": "198.51.100.7",
      forwarded: "for=198.51.100.7;proto=http",
    });
    expect(JSON.parse(spoofed.body)).toEqual({ address: "127.0.0.6" });
    const believed = await get("/v1/who", "127.0.0.1", { "x-forwarded-for": "10.9.8.7, 203.0.113.9" });
    expect(JSON.parse(believed.body)).toEqual({ address: "203.0.113.9" });
  });

  it("[C35] [C74] caps bodies, closes the internal surface, hands targets on as they came", async () => {
    const headers = { host, "content-type": "application/json", "content-length": "20000" };
    const options = { port: envoy.ports.tls, ca: authority.ca, servername: host, localAddress: "127.0.0.7" };
    const large = await ask({ ...options, method: "POST", path: "/v1/take", headers }, "x".repeat(20_000));
    expect([large.status, JSON.parse(large.body)]).toEqual([413, problem(413)]);
    for (const path of ["/v1/stats", "/v1/-/ready"])
      expect([path, (await get(path, "127.0.0.8")).status]).toEqual([path, 404]);
    const disguised = await get("/v1/-/l%69ve", "127.0.0.8");
    expect([disguised.status, JSON.parse(disguised.body)]).toEqual([400, problem(400)]);
    expect(JSON.parse((await get("/v1/names/a%2Fb%252e", "127.0.0.9")).body)).toMatchObject({
      name: "a/b%2e",
    });
    expect((await get("/.well-known/security.txt", "127.0.0.9")).status).toBe(200);
    expect((await get("/v1/who", "127.0.0.9", { host: "evil.example" })).status).toBe(404);
  });
});
