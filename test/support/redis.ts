import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@redis/client";
import { freePort } from "./free-port.js";

/** A Redis server of the tests' own: a real process, nothing on disk. */
export interface TestRedis {
  readonly url: string;
  /** Ends the process without a word; `start` begins a new, empty one at the same address. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops and continues the process: connections stay open, and nobody answers. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

/** Why there is no Redis here; null where there is one. Under `CI=true` there must be one. */
export async function missingRedis(): Promise<string | null> {
  const probe = spawn("redis-server", ["--version"], { stdio: "ignore" });
  const [failure] = await Promise.race([once(probe, "exit"), once(probe, "error")]);
  if (failure === 0) return null;
  if (process.env["CI"] === "true") throw new Error("redis-server is not installed");
  return "redis-server is not installed";
}

export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${String(port)}`;
  let server: ChildProcess | null = null;
  const kill = async (): Promise<void> => {
    if (server === null) return;
    const gone = once(server, "exit");
    server.kill("SIGKILL");
    await gone;
    server = null;
  };
  const start = async (): Promise<void> => {
    const words = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    server = spawn("redis-server", words, { stdio: "ignore" });
    await answering(url);
  };
  await start();
  return {
    url,
    kill,
    start,
    pause: () => void server?.kill("SIGSTOP"),
    resume: () => void server?.kill("SIGCONT"),
    close: kill,
  };
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const client = createClient({ url, socket: { reconnectStrategy: false } });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.ping();
      client.destroy();
      return;
    } catch {
      await sleep(25);
    }
  }
  throw new Error("redis-server does not answer");
}
