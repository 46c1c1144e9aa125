import { readFileSync, rmSync } from "node:fs";
import { pino } from "pino";
import { pgliteSource } from "../src/api/index.js";
import { bold, dim, line } from "./print.js";
import { walk } from "./walk.js";
import { createWorld, type World } from "./world.js";

/**
 * Starts the example on loopback, on the embedded database, prints how to reach it and walks through it.
 * @returns the exit code: 1 if any answer was not the expected one
 */
export async function main(options: { readonly folder: string; readonly once: boolean }): Promise<number> {
  const directory = `${options.folder}/.data`;
  rmSync(directory, { recursive: true, force: true });
  const source = await pgliteSource({
    directory,
    schema: readFileSync(`${options.folder}/deploy/schema.sql`, "utf8"),
  });
  const logFile = `${options.folder}/build/audit.log`;
  const logger = pino(pino.destination({ dest: logFile, sync: true }));
  const world = await createWorld({ source, logger });
  introduce(world, logFile);
  const failures = await walk(world);
  if (!options.once) {
    line(dim("The server stays up until Ctrl-C."));
    await new Promise<void>((resolve) => process.once("SIGINT", resolve));
  }
  await world.server.close();
  await source.close();
  return failures === 0 ? 0 : 1;
}

function introduce(world: World, logFile: string): void {
  line();
  line(`${bold("Orders")} listens on ${bold(world.baseUrl)}; its audit log is ${logFile}`);
  line();
  line(bold("Try it yourself (tokens live for fifteen minutes)"));
  for (const [who, token] of [
    ["Alice", world.alice.token],
    ["Bob", world.bob.token],
    ["the administrator", world.admin.token],
  ] as const) {
    line(dim(`  # as ${who}`));
    line(`  curl -i ${world.baseUrl}/orders/${world.aliceOrder.id} -H 'authorization: Bearer ${token}'`);
  }
  line(dim("  # accounting, with an API key"));
  line(`  curl -i ${world.baseUrl}/exports/orders -H 'x-api-key: ${world.exportKey}'`);
  line(dim("  # log in"));
  line(
    `  curl -i ${world.baseUrl}/login -H 'content-type: application/json' -d '${JSON.stringify({ email: world.alice.email, password: world.alice.password })}'`,
  );
}
