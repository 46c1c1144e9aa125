import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { X509Certificate } from "node:crypto";
import { fileURLToPath } from "node:url";
import { createServer } from "node:tls";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import type { Alert } from "../../../../src/runtime/core/detection/alert.js";
import { judgeExpiry } from "../../../../src/runtime/core/insight/certificate.js";
import { createMetrics } from "../../../../src/runtime/core/insight/metrics.js";
import { serveMetrics } from "../../../../src/runtime/core/insight/serve-metrics.js";
import { missingPromtool } from "../../../support/promtool.js";
import { answering, createTestFence, now, operation, ratePolicy, route, serverPolicy } from "./harness.js";

const day = 86_400_000;
const noPromtool = missingPromtool();

describe("metrics", () => {
  const policy = serverPolicy({ rateLimits: { edge: ratePolicy({ name: "edge", limit: 3 }) } });

  async function used(): Promise<string> {
    const routes = [
      route(operation({ rateLimits: ["edge"] })),
      route(operation({ id: "fails" }), { handler: () => Promise.reject(new Error("x")) }),
      route(operation({ id: "refuses" }), { handler: answering({ kind: "problem", status: 409 }) }),
      route(
        operation({
          id: "keyed",
          authentication: { kind: "required", alternatives: [[{ scheme: "apiKey", grants: [] }]] },
        }),
      ),
    ];
    const { fence, send, unmatched } = await createTestFence(routes, { policy });
    for (let count = 0; count < 4; count += 1) await send();
    for (const to of routes.slice(1)) await send({}, to);
    await send({ headers: [["x-api-key", "guess"]] }, routes[3]);
    await unmatched({
      method: "GET",
      target: "/secret-path?token=abc",
      params: {},
      headers: [["user-agent", "agent-smith"]],
      address: "127.0.0.1",
      encrypted: false,
      body: (async function* () {})(),
      gone: new AbortController().signal,
    });
    return fence.metrics();
  }

  it("count requests, refusals, limits and outcomes of authentication", async () => {
    const text = await used();
    for (const line of [
      'ringfence_requests_total{operation="getThing",status="2xx"} 3',
      'ringfence_requests_total{operation="getThing",status="4xx"} 1',
      'ringfence_requests_total{operation="fails",status="5xx"} 1',
      'ringfence_requests_total{operation="-",status="4xx"} 1',
      'ringfence_rate_limited_total{policy="edge"} 1',
      'ringfence_refusals_total{reason="excess_rate_limit_exceeded"} 1',
      'ringfence_refusals_total{reason="sys_crash"} 1',
      'ringfence_refusals_total{reason="status_409"} 1',
      'ringfence_refusals_total{reason="malicious_direct_reference"} 0',
      'ringfence_authentications_total{outcome="missing"} 1',
      'ringfence_authentications_total{outcome="wrong"} 1',
      'ringfence_authentications_total{outcome="expired"} 0',
      'ringfence_request_duration_seconds_bucket{operation="getThing",le="+Inf"} 4',
      'ringfence_request_duration_seconds_count{operation="getThing"} 4',
    ])
      expect(text).toContain(`${line}\n`);
  });

  it("[C65] name no address, path, agent or credential", async () => {
    expect(await used()).not.toMatch(/127\.0|secret-path|abc|agent-smith|guess|partner/);
  });

  it.skipIf(noPromtool !== null)("satisfy promtool (skipped where promtool is not installed)", async () => {
    const { status, stderr, stdout } = spawnSync("promtool", ["check", "metrics"], { input: await used() });
    expect([status, String(stderr), String(stdout)]).toEqual([0, "", ""]);
  });

  it("are served on a port of their own, to GET and HEAD", async () => {
    const metrics = createMetrics();
    metrics.certificate(now);
    const server = await serveMetrics(metrics, { port: 0 });
    const { port, address } = server.address() as AddressInfo;
    expect(address).toBe("127.0.0.1");
    const at = `http://127.0.0.1:${String(port)}`;
    const answer = await fetch(`${at}/metrics`);
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(await answer.text()).toContain(
      `ringfence_certificate_not_after_timestamp_seconds ${String(now / 1000)}\n`,
    );
    expect((await fetch(`${at}/metrics`, { method: "POST" })).status).toBe(405);
    expect((await fetch(at)).status).toBe(404);
    server.close();
  });
});

describe("[C09] the end of the certificate", () => {
  const folder = fileURLToPath(new URL("../../../support/certificates/", import.meta.url));
  const file = `${folder}localhost.pem`;
  const notAfter = Date.parse(new X509Certificate(readFileSync(file)).validTo);

  it("warns twenty days before, and pages three days before", () => {
    const levels = { warn: 20 * day, page: 3 * day };
    const at = (days: number): unknown => judgeExpiry(now + days * day, levels, now);
    expect([at(21), at(20), at(4), at(3), at(-1)]).toEqual([null, "warn", "warn", "page", "page"]);
  });

  it.each([
    ["a file", 19, "warn"],
    ["a file", 2, "page"],
    ["a server", 2, "page"],
  ] as const)("of %s is read, counted and told %i days before", async (from, days, severity) => {
    const server = createServer({
      cert: readFileSync(file),
      key: readFileSync(`${folder}localhost.key.pem`),
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const alerts: Alert[] = [];
    const { fence, log, close } = await createTestFence([route(operation())], {
      clock: () => notAfter - days * day,
      onAlert: (alert) => void alerts.push(alert),
    });
    await fence.watchCertificate(from === "a file" ? { file } : { host: "127.0.0.1", port });
    await new Promise((resolve) => setImmediate(resolve));
    expect(alerts).toMatchObject([{ kind: "certificate-expiry", severity, days, notAfter }]);
    expect(log.lines.slice(2)).toMatchObject([
      { event: "security_alert", detector: "certificate-expiry", days },
    ]);
    expect(fence.metrics()).toContain(
      `ringfence_certificate_not_after_timestamp_seconds ${String(notAfter / 1000)}\n`,
    );
    await close();
    server.close();
  });

  it("that cannot be read is said to be", async () => {
    const { fence, log } = await createTestFence([route(operation())]);
    await fence.watchCertificate({ file: "/nowhere.pem" });
    expect(log.lines.slice(2)).toMatchObject([{ event: "certificate_unreadable" }]);
  });
});
