import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Host } from "../../../src/cli/host.js";
import { Terminal } from "../../../src/cli/terminal.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function terminal(isTTY: boolean): { terminal: Terminal; shown: () => string } {
  let text = "";
  const host: Host = {
    stdout: { write: () => undefined },
    stderr: { write: (part) => (text += part), isTTY },
    env: {},
    cwd: "/",
    onInterrupt: () => () => undefined,
  };
  return { terminal: new Terminal(host, { json: false, quiet: false, color: true }), shown: () => text };
}

describe("progress", () => {
  it("shows after half a second, and goes away", () => {
    const { terminal: subject, shown } = terminal(true);
    subject.busy("reading");
    vi.advanceTimersByTime(499);
    expect(shown()).toBe("");
    vi.advanceTimersByTime(1);
    expect(shown()).toBe("\r\u001b[2Kreading …");
    subject.busy("writing");
    expect(shown()).toContain("writing …");
    subject.idle();
    expect(shown().endsWith("\r\u001b[2K")).toBe(true);
  });

  it("does not show for quick work", () => {
    const { terminal: subject, shown } = terminal(true);
    subject.busy("reading");
    subject.idle();
    vi.advanceTimersByTime(5000);
    expect(shown()).toBe("");
  });

  it("does not show where nobody looks", () => {
    const { terminal: subject, shown } = terminal(false);
    subject.busy("reading");
    vi.advanceTimersByTime(5000);
    expect(shown()).toBe("");
  });
});
