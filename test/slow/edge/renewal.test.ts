import { X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAuthority } from "../../support/authority.js";
import { startNginx, type TestNginx } from "../../support/nginx.js";
import { startPebble, type TestAcme } from "../../support/pebble.js";
import { missingPrograms, runBeside } from "../../support/programs.js";
import { buildServer } from "../../support/server-processes.js";
import { freePort } from "../../support/free-port.js";
import { edgeDocument, edgeHost, edgeMain } from "./document.js";

const missing = missingPrograms("nginx", "openssl", "certbot", "pebble");

describe.skipIf(missing !== null)("the generated certbot.sh against an authority", () => {
  let folder = "";
  let acme: TestAcme;
  let nginx: TestNginx | undefined;
  let plain = 0;
  let env: NodeJS.ProcessEnv = {};
  const run = (...words: readonly string[]): Promise<string> =>
    runBeside("sh", [`${folder}deploy/certbot.sh`, ...words], env);
  const serial = (): string =>
    new X509Certificate(readFileSync(`${folder}issued/live/api/fullchain.pem`)).serialNumber;

  beforeAll(async () => {
    const file = await buildServer("slow-renewal", edgeDocument("intermediate"), edgeMain);
    folder = file.replace("main.mjs", "");
    mkdirSync(`${folder}issued`, { recursive: true });
    const authority = createAuthority(`${folder}certificates`, ["localhost"]);
    plain = await freePort();
    acme = await startPebble(folder, authority, plain);
    env = {
      ACME_SERVER: acme.directory,
      ACME_ROOT: `${folder}nginx/acme`,
      CERTIFICATES: `${folder}issued`,
      CERTBOT_SCRATCH: `${folder}scratch`,
      HTTP_PORT: String(plain),
      REQUESTS_CA_BUNDLE: `${authority.folder}/ca.pem`,
    };
  });
  afterAll(async () => {
    await nginx?.stop();
    await acme.stop();
  });

  it("issues the first certificate, for the names of the document", async () => {
    await run("issue", "security@example.com");
    const issued = new X509Certificate(readFileSync(`${folder}issued/live/api/fullchain.pem`));
    expect(issued.subjectAltName).toBe(`DNS:${edgeHost}`);
    nginx = await startNginx({
      configuration: readFileSync(`${folder}deploy/nginx.conf`, "utf8"),
      folder: `${folder}nginx`,
      certificates: `${folder}issued`,
      app: await freePort(),
      plain,
    });
    expect(nginx.verdict).toContain("test is successful");
  });

  it("[C10] tries a renewal in staging, through nginx, and changes nothing", async () => {
    const before = serial();
    expect(await run("try")).toMatch(/simulated renewals succeeded/);
    expect(serial()).toBe(before);
  });

  it("[C08] renews by itself once the certificate is due, through nginx", async () => {
    const before = serial();
    for (let attempt = 0; attempt < 20 && serial() === before; attempt += 1) {
      await run("renew");
      await wait(2_000);
    }
    expect(serial()).not.toBe(before);
  });
});
