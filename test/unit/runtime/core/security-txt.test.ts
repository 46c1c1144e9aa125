import { describe, expect, it } from "vitest";
import type { DisclosurePolicy } from "../../../../src/runtime/core/policy.js";
import {
  createTestFence,
  incoming,
  now,
  operation,
  ratePolicy,
  readable,
  route,
  serverPolicy,
} from "./harness.js";

const disclosure: DisclosurePolicy = {
  contact: ["mailto:security@example.com", "https://example.com/report"],
  validFor: 180 * 86_400_000,
  policy: "https://example.com/policy",
  languages: ["en", "de"],
  canonical: ["https://api.example.com/.well-known/security.txt"],
};
const target = "/.well-known/security.txt";

describe("[C70] security.txt", () => {
  it("names the contacts in their order, and ends in time, moved on with every answer", async () => {
    let time = now;
    const policy = serverPolicy({ disclosure });
    const { fence } = await createTestFence([route(operation())], { policy, clock: () => time });
    const answer = readable(await fence.answer(incoming({ target })));
    expect(answer.status).toBe(200);
    expect(answer.header("content-type")).toBe("text/plain; charset=utf-8");
    expect(String(answer.body).split("\r\n")).toEqual([
      "Contact: mailto:security@example.com",
      "Contact: https://example.com/report",
      "Expires: 2026-06-30T00:00:00Z",
      "Preferred-Languages: en, de",
      "Canonical: https://api.example.com/.well-known/security.txt",
      "Policy: https://example.com/policy",
      "",
    ]);
    time += 100 * 86_400_000;
    expect(String((await fence.answer(incoming({ target }))).body)).toContain("Expires: 2026-10-08T");
  });

  it("is there for everybody, within the limits of the edge, over TLS only, and for GET and HEAD only", async () => {
    const policy = serverPolicy({
      disclosure,
      rateLimits: { edge: ratePolicy({ name: "edge", at: "edge", limit: 3 }) },
    });
    const { fence, log } = await createTestFence([route(operation())], { policy });
    const statuses = [];
    for (const method of ["GET", "HEAD", "POST", "GET"])
      statuses.push((await fence.answer(incoming({ target, method }))).status);
    expect(statuses).toEqual([200, 200, 404, 429]);
    expect((await fence.answer(incoming({ target, address: "192.0.2.7" }))).status).toBe(403);
    expect(log.lines.filter(({ status }) => status !== undefined)).toHaveLength(5);
  });

  it("gives way to an operation of the document, and is not there where nobody is named", async () => {
    const own = route(operation({ path: target, parameters: [] }));
    const taken = await createTestFence([own], { policy: serverPolicy({ disclosure }) });
    expect(readable(await taken.fence.answer(incoming({ target }))).json()).toEqual({ id: "1" });
    const { fence } = await createTestFence([route(operation())]);
    expect((await fence.answer(incoming({ target }))).status).toBe(404);
  });
});
