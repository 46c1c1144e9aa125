import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { freePort } from "./free-port.js";
import { listening } from "./nginx.js";
import type { TestAuthority } from "./authority.js";

/** An ACME authority (RFC 8555) of the test's own: Let's Encrypt's Pebble, for which every name is this machine. */
export interface TestAcme {
  readonly directory: string;
  readonly stop: () => Promise<void>;
}

/** `authority` vouches for the authority's own API; `httpPort` is where it looks for the answers to its challenges. */
export async function startPebble(
  folder: string,
  authority: TestAuthority,
  httpPort: number,
): Promise<TestAcme> {
  const [port, management] = [await freePort(), await freePort()];
  const names = await startNames();
  const configuration = {
    pebble: {
      listenAddress: `127.0.0.1:${String(port)}`,
      managementListenAddress: `127.0.0.1:${String(management)}`,
      certificate: `${authority.folder}/live/api/fullchain.pem`,
      privateKey: `${authority.folder}/live/api/privkey.pem`,
      httpPort,
      tlsPort: await freePort(),
      ocspResponderURL: "",
      externalAccountBindingRequired: false,
      // Seconds. Short, so that a certificate is soon due.
      certificateValidityPeriod: 40,
      profiles: { default: { description: "Short.", validityPeriod: 40 } },
    },
  };
  writeFileSync(`${folder}pebble.json`, JSON.stringify(configuration));
  const words = ["-config", `${folder}pebble.json`, "-dnsserver", `127.0.0.1:${String(names.port)}`];
  const env = { ...process.env, PEBBLE_VA_NOSLEEP: "1", PEBBLE_WFE_NONCEREJECT: "0" };
  const child = spawn("pebble", words, { stdio: "ignore", env });
  await listening(port);
  return {
    directory: `https://localhost:${String(port)}/dir`,
    stop: async () => {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
      names.stop();
    },
  };
}

/** A name server for which every name is this machine, over UDP and TCP: releases of Pebble differ in which they ask. */
async function startNames(): Promise<{ readonly port: number; readonly stop: () => void }> {
  const port = await freePort();
  const datagrams = createSocket("udp4", (query, { port: from, address }) => {
    datagrams.send(answerHere(query), from, address);
  }).bind(port, "127.0.0.1");
  const connections = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (query: Buffer) => {
      const answer = answerHere(query.subarray(2));
      const length = Buffer.alloc(2);
      length.writeUInt16BE(answer.length);
      socket.write(Buffer.concat([length, answer]));
    });
  }).listen(port, "127.0.0.1");
  await Promise.all([once(datagrams, "listening"), once(connections, "listening")]);
  return {
    port,
    stop: () => {
      datagrams.close();
      connections.close();
    },
  };
}

/** An answer to a question for one name (RFC 1035 §4.1): 127.0.0.1 for A, nothing for any other type. */
function answerHere(query: Buffer): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const isA = query.readUInt16BE(end - 4) === 1;
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(isA ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1]);
  return Buffer.concat([head, query.subarray(12, end), ...(isA ? [record] : [])]);
}
