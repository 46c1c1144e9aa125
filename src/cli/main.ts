import { CommanderError } from "commander";
import { exitCode, type ExitCode } from "./exit-code.js";
import { processHost, type Host } from "./host.js";
import { buildProgram } from "./program.js";
import { UsageError } from "./usage-error.js";
import { readOwnPackage } from "./version.js";

/**
 * Runs the command line on the arguments after the program's name.
 * @returns the exit code: 0 fine, 1 findings, 2 wrong usage or a file that cannot be read, 70 a bug of ours
 */
export async function main(argv: readonly string[], host: Host = processHost()): Promise<ExitCode> {
  let code: ExitCode = exitCode.fine;
  const program = buildProgram(host, (result) => (code = result));
  try {
    await program.parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    return answerFailure(error, argv, host);
  }
}

function answerFailure(error: unknown, argv: readonly string[], host: Host): ExitCode {
  if (error instanceof CommanderError) {
    // Commander has printed what was wrong, or the help that was asked for.
    if (error.exitCode === 0) return exitCode.fine;
    const message = error.code === "commander.help" ? "no command was named" : error.message;
    answerJson(argv, host, exitCode.usage, message);
    return exitCode.usage;
  }
  if (error instanceof UsageError || isOutputError(error)) {
    host.stderr.write(`ringfence: ${error.message}\n`);
    answerJson(argv, host, exitCode.usage, error.message);
    return exitCode.usage;
  }
  host.stderr.write(bugReport(error, argv, host));
  answerJson(argv, host, exitCode.bug, messageOf(error));
  return exitCode.bug;
}

/** By name: importing the class would load the output on every `--version`. */
function isOutputError(error: unknown): error is Error {
  return error instanceof Error && error.name === "OutputError";
}

function answerJson(argv: readonly string[], host: Host, code: ExitCode, error: string): void {
  if (argv.includes("--json")) host.stdout.write(`${JSON.stringify({ exitCode: code, error }, null, 2)}\n`);
}

function bugReport(error: unknown, argv: readonly string[], host: Host): string {
  const stack = error instanceof Error ? error.stack : undefined;
  const details = (host.env["DEBUG"] ?? "") !== "" && stack !== undefined ? `\n${stack}\n` : "";
  return [
    `ringfence: this is a bug in ringfence, not in your document: ${messageOf(error)}`,
    "Please report it with the smallest document that shows it, the command, and these lines:",
    `  ringfence ${readOwnPackage().version}, Node ${process.version}, ${process.platform} ${process.arch}`,
    `  ringfence ${argv.join(" ")}`,
    details === "" ? "DEBUG=1 adds where it happened.\n" : details,
  ].join("\n");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
