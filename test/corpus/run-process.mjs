import { spawn } from "node:child_process";

/** Reports the peak of the memory that a process had (KiB) and its work (µs), as the last line of its stderr. */
const reporter = `data:text/javascript,${encodeURIComponent(
  'process.on("exit",()=>{process.stderr.write("\\npeak "+process.resourceUsage().maxRSS+" cpu "+process.cpuUsage().user+"\\n")})',
)}`;

/**
 * Runs a script of Node's and measures it.
 * @param {readonly string[]} args the script and its arguments
 * @param {{ readonly cwd: string, readonly limit: number }} options `limit` in milliseconds; the process is killed there
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string, milliseconds: number, megabytes: number, cpuSeconds: number }>}
 */
export function runNode(args, { cwd, limit }) {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(process.execPath, ["--import", reporter, ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const texts = { stdout: "", stderr: "" };
    for (const stream of /** @type {const} */ (["stdout", "stderr"])) {
      child[stream].setEncoding("utf8").on("data", (text) => (texts[stream] += text));
    }
    const timer = setTimeout(() => child.kill("SIGKILL"), limit);
    child.on("close", (code) => {
      clearTimeout(timer);
      const peak = /\npeak (\d+) cpu (\d+)\n$/.exec(texts.stderr);
      resolve({
        code,
        stdout: texts.stdout,
        stderr: texts.stderr.replace(/\npeak \d+ cpu \d+\n$/, ""),
        milliseconds: performance.now() - started,
        megabytes: Number(peak?.[1] ?? 0) / 1024,
        cpuSeconds: Number(peak?.[2] ?? 0) / 1_000_000,
      });
    });
  });
}
