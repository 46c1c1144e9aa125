// Loaded into measured processes: writes what they used, as the operating system counts it, when they end.
import { writeFileSync } from "node:fs";

const target = process.env.BENCH_USAGE;
if (target !== undefined) {
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeFileSync(
      target,
      JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, memory: maxRSS / 1024 }),
    );
  });
}
