import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { scanLogs } from "./scan.mjs";

let folder = "";

/** Before a run of tests: a folder for what servers log. */
export function setup(): void {
  folder = mkdtempSync(path.join(tmpdir(), "ringfence-logs-"));
  process.env["RINGFENCE_TEST_LOGS"] = folder;
}

/** After it: nothing that callers confided may stand there, or the run has failed. */
export function teardown(): void {
  const { servers, lines, secrets, hits } = scanLogs(folder);
  rmSync(folder, { recursive: true, force: true });
  console.log(
    `logs of this run: ${String(servers)} servers, ${String(lines)} lines, ` +
      `looked through for ${String(secrets)} secrets and personal values: ${String(hits.length)} hits`,
  );
  for (const { what, line } of hits.slice(0, 20)) console.error(`in a log: ${what}\n  ${line.slice(0, 500)}`);
  if (hits.length > 0) process.exitCode = 1;
}
