import { spawnSync } from "node:child_process";

/** Why there is no promtool here; null where there is one. Under `CI=true` there must be one. */
export function missingPromtool(): string | null {
  if (spawnSync("promtool", ["--version"], { stdio: "ignore" }).status === 0) return null;
  if (process.env["CI"] === "true") throw new Error("promtool is not installed");
  return "promtool is not installed";
}
