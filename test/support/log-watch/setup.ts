import { afterAll } from "vitest";
import "./collect.mjs";

// Workers may end without saying so.
afterAll(() => (globalThis as { ringfenceLogsFlush?: () => void }).ringfenceLogsFlush?.());
