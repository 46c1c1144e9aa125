import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { freePort } from "./free-port.js";
import { listening } from "./nginx.js";

/** The Envoy that `ENVOY` names or that is installed; null where there is none. */
export function envoyProgram(): string | null {
  const named = process.env["ENVOY"] ?? "envoy";
  return spawnSync(named, ["--version"]).status === 0 ? named : null;
}

export interface TestEnvoy {
  readonly ports: { readonly plain: number; readonly tls: number };
  readonly stop: () => Promise<void>;
}

/** Starts Envoy with a generated configuration in which only ports and paths are others. */
export async function startEnvoy(
  program: string,
  configuration: string,
  places: { readonly folder: string; readonly certificates: string; readonly app: number },
): Promise<TestEnvoy> {
  const ports = { plain: await freePort(), tls: await freePort() };
  const text = configuration
    .replaceAll("/etc/letsencrypt", places.certificates)
    .replaceAll("0.0.0.0", "127.0.0.1")
    .replaceAll("port_value: 8080", `port_value: ${String(ports.plain)}`)
    .replaceAll("port_value: 8443", `port_value: ${String(ports.tls)}`)
    .replaceAll("address: app", "address: 127.0.0.1")
    .replaceAll("port_value: 3000", `port_value: ${String(places.app)}`);
  const file = `${places.folder}envoy.yaml`;
  writeFileSync(file, text);
  const words = ["-c", file, "--concurrency", "1", "--disable-hot-restart", "--log-level", "error"];
  const child = spawn(program, words, { stdio: "ignore" });
  await listening(ports.tls);
  return {
    ports,
    stop: async () => {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}
