import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Suites that install packages, build whole projects or read the corpus: minutes, not seconds. */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["test/{slow,examples}/**/*.test.ts"],
    globalSetup: ["test/support/log-watch/global.ts"],
    setupFiles: ["test/support/log-watch/setup.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
