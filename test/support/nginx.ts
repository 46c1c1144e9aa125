import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "./free-port.js";
import { runProgram } from "./programs.js";

/** A running nginx of the system's. */
export interface TestNginx {
  /** Plain HTTP and TLS. */
  readonly ports: { readonly plain: number; readonly tls: number };
  /** What `nginx -t` says. */
  readonly verdict: string;
  /** Lines of the access log. */
  readonly log: () => readonly Record<string, unknown>[];
  readonly stop: () => Promise<void>;
}

export interface NginxPlaces {
  /** The generated configuration. */
  readonly configuration: string;
  /** Where everything of this nginx is written. */
  readonly folder: string;
  /** Stands for `/etc/letsencrypt`. */
  readonly certificates: string;
  /** Stands for `app:3000`. */
  readonly app: number;
  /** The port of plain HTTP; a free one where absent. */
  readonly plain?: number;
}

/** Starts nginx with a generated configuration in which only ports and paths are others. */
export async function startNginx({
  configuration,
  folder,
  certificates,
  app,
  plain,
}: NginxPlaces): Promise<TestNginx> {
  const ports = { plain: plain ?? (await freePort()), tls: await freePort() };
  mkdirSync(`${folder}/tmp`, { recursive: true });
  mkdirSync(`${folder}/acme`, { recursive: true });
  const text = configuration
    .replaceAll(" /tmp/", ` ${folder}/tmp/`)
    .replaceAll("/etc/letsencrypt", certificates)
    .replaceAll("/dev/stdout", `${folder}/access.log`)
    .replaceAll("/var/www/acme", `${folder}/acme`)
    .replaceAll("error_log stderr", `error_log ${folder}/error.log`)
    .replaceAll("app:3000", `127.0.0.1:${String(app)}`)
    .replaceAll("listen 8080", `listen ${String(ports.plain)}`)
    .replaceAll("listen 8443", `listen ${String(ports.tls)}`)
    .replaceAll(/^ *listen \[::\].*\n/gm, "");
  const file = `${folder}/nginx.conf`;
  writeFileSync(file, text);
  const early = ["-e", `${folder}/early.log`];
  const verdict = runProgram("nginx", ["-t", "-c", file, ...early]);
  const child = spawn("nginx", ["-c", file, ...early, "-g", "daemon off;"], { stdio: "ignore" });
  await listening(ports.tls);
  return {
    ports,
    verdict,
    log: () => readLog(`${folder}/access.log`),
    stop: async () => {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}

function readLog(file: string): readonly Record<string, unknown>[] {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Resolves once somebody accepts connections there. */
export async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const socket = connect(port, "127.0.0.1");
    const answer = await Promise.race([once(socket, "connect"), once(socket, "error")]).catch(() => null);
    const isUp = answer?.length === 0;
    socket.destroy();
    if (isUp) return;
    await wait(25);
  }
  throw new Error(`nobody listens on ${String(port)}`);
}
