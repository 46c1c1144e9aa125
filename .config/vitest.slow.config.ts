import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Suites that install packages or start other versions of Node: minutes, not seconds. */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["test/slow/**/*.test.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
