import { accessSync, constants, existsSync, statSync } from "node:fs";
import path from "node:path";
import { UsageError } from "./usage-error.js";

/** @param file absolute path. @throws UsageError, in words, where it names no file that can be read */
export function requireFile(file: string, cwd: string): void {
  const shown = path.relative(cwd, file) || file;
  try {
    accessSync(file, constants.R_OK);
  } catch {
    throw new UsageError(`cannot read ${shown}: ${existsSync(file) ? "no permission" : "no such file"}`);
  }
  const status = statSync(file);
  if (status.isDirectory()) throw new UsageError(`cannot read ${shown}: it is a folder`);
  if (!status.isFile()) throw new UsageError(`cannot read ${shown}: it is no file`);
}
