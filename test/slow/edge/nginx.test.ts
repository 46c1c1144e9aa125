import { readFileSync } from "node:fs";
import { connect as connectTls, getCiphers } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tlsProfile } from "../../../src/model/tls-profile.js";
import { createAuthority, type TestAuthority } from "../../support/authority.js";
import { startNginx, type TestNginx } from "../../support/nginx.js";
import { missingPrograms, runProgram } from "../../support/programs.js";
import { buildServer, startProcess, type ServerProcess } from "../../support/server-processes.js";
import { ask, type Answer } from "../../support/tls-request.js";
import { address, askRaw, disguises } from "./disguises.js";
import { edgeDocument, edgeHost as host, edgeLimit as limit, edgeMain, tightLimit } from "./document.js";

const missing = missingPrograms("nginx", "openssl");

describe.skipIf(missing !== null)("the generated nginx configuration in front of a server", () => {
  let app: ServerProcess;
  let nginx: TestNginx;
  let authority: TestAuthority;

  const start = async (tls: "intermediate" | "modern"): Promise<void> => {
    const file = await buildServer(`slow-nginx-${tls}`, edgeDocument(tls), edgeMain);
    const folder = file.replace("main.mjs", "");
    authority = createAuthority(`${folder}certificates`, [host]);
    app = await startProcess(file, {});
    nginx = await startNginx({
      configuration: readFileSync(`${folder}deploy/nginx.conf`, "utf8"),
      folder: `${folder}nginx`,
      certificates: authority.folder,
      app: Number(new URL(app.base).port),
    });
  };
  const stop = async (): Promise<void> => {
    await nginx.stop();
    await app.stop();
  };
  /** Over TLS, checked against the authority; each test speaks from an address of its own. */
  const get = (path: string, from: string, headers: Record<string, string> = {}): Promise<Answer> =>
    ask({
      port: nginx.ports.tls,
      path,
      ca: authority.ca,
      servername: host,
      localAddress: from,
      headers: { host, ...headers },
    });
  const many = async (count: number, one: () => Promise<Answer>): Promise<readonly Answer[]> => {
    const answers: Answer[] = [];
    for (let index = 0; index < count; index += 1) answers.push(await one());
    return answers;
  };
  const statuses = (answers: readonly Answer[], status: number): number =>
    answers.filter((answer) => answer.status === status).length;
  /** Reached the server behind: only that writes request ids. */
  const problem = (status: number) => expect.objectContaining({ type: "about:blank", status }) as unknown;

  describe("profile intermediate", () => {
    beforeAll(() => start("intermediate"));
    afterAll(() => stop());

    it("is clean to nginx -t", () => {
      expect(nginx.verdict).toContain("test is successful");
      expect(nginx.verdict).not.toMatch(/warn|emerg|alert/);
    });

    it("[C04] [C05] [C06] accepts TLS 1.2 and 1.3 with forward secrecy and AEAD, and nothing else", async () => {
      const accepted = await acceptedCiphers(nginx.ports.tls);
      console.log(`of ${String(getCiphers().length)} cipher suites accepted: ${accepted.join(" ")}`);
      const allowed = tlsProfile({ tls: "intermediate" } as never).ciphers;
      expect(accepted.length).toBeGreaterThan(0);
      expect(accepted.filter((cipher) => !allowed.includes(cipher))).toEqual([]);
      expect(await versions(nginx.ports.tls)).toEqual(["TLSv1.2", "TLSv1.3"]);
    });

    it("[C04] [C06] openssl s_client agrees", () => {
      const probe = (version: string): boolean => {
        const words = `s_client -connect 127.0.0.1:${String(nginx.ports.tls)} -servername ${host} ${version} -cipher ALL:@SECLEVEL=0`;
        try {
          return /Cipher is (?!\(NONE\))/.test(runProgram("sh", ["-c", `openssl ${words} </dev/null`]));
        } catch {
          return false;
        }
      };
      expect(["-tls1", "-tls1_1", "-tls1_2", "-tls1_3"].map(probe)).toEqual([false, false, true, true]);
    });

    it("[C01] refuses plain HTTP on both ports, without a redirect and without HSTS", async () => {
      for (const port of [nginx.ports.plain, nginx.ports.tls]) {
        const answer = await ask({ plain: true, port, path: "/v1/who", headers: { host } });
        expect([answer.status, answer.headers.location]).toEqual([403, undefined]);
        expect(answer.headers["strict-transport-security"]).toBeUndefined();
        expect(answer.headers["content-type"]).toBe("application/problem+json");
        expect(JSON.parse(answer.body)).toEqual(problem(403));
      }
    });

    it("[C03] announces HSTS once on every answer over TLS, its own refusals included", async () => {
      for (const path of ["/v1/who", "/v1/nothing", "/", "/v1/-/ready"]) {
        const answer = await get(path, "127.0.0.2");
        const announced = answer.rawHeaders.filter(
          (name) => name.toLowerCase() === "strict-transport-security",
        );
        expect(announced).toHaveLength(1);
        expect(answer.headers["strict-transport-security"]).toBe("max-age=63072000; includeSubDomains");
      }
    });

    it("[C48] [C52] holds every address to its limit, in front of the server", async () => {
      const before = app.log.length;
      const answers = await many(limit + 10, () => get("/v1/who", "127.0.0.3"));
      console.log(
        `limit ${String(limit)}: ${String(answers.length)} sent, ${String(statuses(answers, 200))} allowed`,
      );
      expect(statuses(answers, 200)).toBe(limit);
      expect(statuses(answers, 429)).toBe(10);
      const refused = answers.at(-1);
      expect(refused?.headers["retry-after"]).toBe("30");
      expect(JSON.parse(refused?.body ?? "")).toEqual(problem(429));
      expect(app.log.length - before).toBe(limit);
      expect((await get("/v1/who", "127.0.0.4")).status).toBe(200);
    });

    it("[C48] leaves operations alone that the document does not hold to the limit", async () => {
      const answers = await many(limit + 5, () => get("/v1/free", "127.0.0.5"));
      expect(statuses(answers, 200)).toBe(limit + 5);
    });

    it.each(disguises)(
      "[C48] holds $operation to its limit however the target is spelled",
      async ({ operation, targets }) => {
        const most = operation.startsWith("held") ? limit : tightLimit;
        const before = app.log.length;
        const sent = Array.from({ length: most + 2 }, () => targets).flat();
        for (const target of sent) await askRaw(nginx.ports.tls, authority.ca, address(operation), target);
        await askRaw(nginx.ports.tls, authority.ca, address(operation), "/v1/last?word");
        await expect
          .poll(() => app.log.slice(before).some((line) => line["operation"] === "last"))
          .toBe(true);
        const reached = app.log.slice(before).filter((line) => line["operation"] === operation);
        console.log(`${operation}: ${String(sent.length)} sent, ${String(reached.length)} came through`);
        expect(reached.length).toBeGreaterThan(0);
        expect(reached.length).toBeLessThanOrEqual(most);
      },
    );

    it("[C11] takes no word of an undeclared proxy for the client's address", async () => {
      const spoofed = (): Promise<Answer> =>
        get("/v1/who", "127.0.0.6", {
          "x-forwarded-for": `198.51.100.${String(Math.floor(Math.random() * 250))}`,
          forwarded: "for=198.51.100.7;proto=http",
          "x-real-ip": "198.51.100.8",
        });
      const answers = await many(limit + 5, spoofed);
      expect(statuses(answers, 200)).toBe(limit);
      for (const answer of answers.slice(0, limit))
        expect(JSON.parse(answer.body)).toEqual({ address: "127.0.0.6" });
    });

    it("[C11] [C48] believes declared proxies, and counts IPv6 by /64", async () => {
      const behind = (address: string): Promise<Answer> =>
        get("/v1/who", "127.0.0.1", { "x-forwarded-for": `10.9.8.7, ${address}` });
      expect(JSON.parse((await behind("203.0.113.9")).body)).toEqual({ address: "203.0.113.9" });
      const answers = await many(limit + 5, () =>
        behind(`2001:db8:1:2::${String(Math.ceil(Math.random() * 999))}`),
      );
      expect(statuses(answers, 200)).toBe(limit);
      expect((await behind("2001:db8:1:3::1")).status).toBe(200);
    });

    it("[C35] caps bodies and heads in front of the server", async () => {
      const options = {
        port: nginx.ports.tls,
        ca: authority.ca,
        servername: host,
        localAddress: "127.0.0.7",
      };
      const headers = { host, "content-type": "application/json", "content-length": "20000" };
      const large = await ask({ ...options, method: "POST", path: "/v1/take", headers }, "x".repeat(20_000));
      expect([large.status, JSON.parse(large.body)]).toEqual([413, problem(413)]);
      const long = await get("/v1/who", "127.0.0.7", { "x-long": "x".repeat(20_000) });
      expect([long.status, JSON.parse(long.body)]).toEqual([431, problem(431)]);
    });

    it("[C74] shows nothing of the internal surface, nor of the server's health", async () => {
      const nothing = await get("/v1/nothing", "127.0.0.8");
      for (const path of ["/v1/stats", "/v1/-/live", "/v1/-/ready", "/-/ready", "/who"]) {
        const answer = await get(path, "127.0.0.8");
        expect([path, answer.status, answer.body]).toEqual([path, 404, nothing.body]);
      }
    });

    it("refuses letters that are spelled by their codes, which no client writes", async () => {
      const answer = await get("/v1/wh%6F", "127.0.0.14");
      expect([answer.status, JSON.parse(answer.body)]).toEqual([400, problem(400)]);
      expect((await get("/v1/names/%C3%A9%20a", "127.0.0.14")).status).toBe(200);
    });

    it("hands targets on as they came, less the path of the server", async () => {
      const answer = await get("/v1/names/a%2Fb%252e", "127.0.0.9");
      expect(JSON.parse(answer.body)).toMatchObject({ name: "a/b%2e" });
    });

    it("[C70] shows security.txt at the root, beside the path of the API", async () => {
      const answer = await get("/.well-known/security.txt", "127.0.0.13");
      expect([answer.status, answer.body]).toEqual([
        200,
        expect.stringContaining("Contact: mailto:") as unknown,
      ]);
    });

    it("knows its own name only", async () => {
      const foreign = await get("/v1/who", "127.0.0.10", { host: "evil.example" });
      expect([foreign.status, JSON.parse(foreign.body)]).toEqual([421, problem(421)]);
      const other = ask({ port: nginx.ports.tls, path: "/", ca: authority.ca, servername: "evil.example" });
      await expect(other).rejects.toThrow();
    });

    it("[C55] logs no query and no header of callers", async () => {
      await get("/v1/who?token=hidden-thing", "127.0.0.11", { authorization: "Bearer hidden-thing" });
      const log = nginx.log();
      expect(log.at(-1)).toMatchObject({ address: "127.0.0.11", path: "/v1/who" });
      expect(JSON.stringify(log)).not.toContain("hidden-thing");
    });

    it("answers 503 as problem details while the server is away", async () => {
      await app.stop();
      const answer = await get("/v1/who", "127.0.0.12");
      expect([answer.status, JSON.parse(answer.body)]).toEqual([503, problem(503)]);
    });
  });

  describe("profile modern", () => {
    beforeAll(() => start("modern"));
    afterAll(() => stop());

    it("[C06] accepts TLS 1.3 alone", async () => {
      expect(nginx.verdict).not.toMatch(/warn|emerg|alert/);
      expect(await versions(nginx.ports.tls)).toEqual(["TLSv1.3"]);
      expect((await get("/v1/who", "127.0.0.2")).status).toBe(200);
    });
  });
});

/** Every suite of TLS 1.2 and before that OpenSSL knows, offered alone. */
async function acceptedCiphers(port: number): Promise<readonly string[]> {
  const names = getCiphers()
    .map((name) => name.toUpperCase())
    .filter((name) => !name.startsWith("TLS_"));
  const accepted: string[] = [];
  for (const ciphers of names)
    if ((await shake(port, { ciphers: `${ciphers}:@SECLEVEL=0`, maxVersion: "TLSv1.2" })) !== null)
      accepted.push(ciphers);
  return accepted;
}

async function versions(port: number): Promise<readonly string[]> {
  const all = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;
  const found = all.map((version) =>
    shake(port, { minVersion: version, maxVersion: version, ciphers: "ALL:@SECLEVEL=0" }),
  );
  return (await Promise.all(found)).filter((version) => version !== null);
}

/** The version that a handshake agrees on; null where it fails. */
function shake(port: number, options: object): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connectTls(
      {
        host: "127.0.0.1",
        port,
        servername: host,
        rejectUnauthorized: false,
        minVersion: "TLSv1",
        ...options,
      },
      () => {
        resolve(socket.getProtocol());
        socket.destroy();
      },
    );
    socket.on("error", () => resolve(null));
  });
}
