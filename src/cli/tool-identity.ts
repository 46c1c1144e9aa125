import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ownCode, ownPackage } from "../own-folders.js";
import { readOwnPackage } from "./version.js";

/**
 * Names this very program: its version, its files and the packages that it works with, by what the file system says of
 * them. A version alone would not do while ringfence itself is being worked on. A process stays the program that it began
 * as, whatever is installed meanwhile.
 */
export function toolIdentity(): string {
  return (identity ??= findIdentity());
}

let identity: string | null = null;

function findIdentity(): string {
  const hash = createHash("sha256");
  const { version, dependencies } = readOwnPackage();
  hash.update(`${version}\n`);
  const root = fileURLToPath(ownPackage);
  for (const folder of [fileURLToPath(ownCode), path.join(root, "src", "runtime")]) {
    for (const file of filesBelow(folder)) hash.update(`${stamp(file)}\n`);
  }
  for (const name of Object.keys(dependencies)) hash.update(`${stampOfPackage(name, root)}\n`);
  return hash.digest("hex");
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(?:js|ts)$/u.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

function stamp(file: string): string {
  const { size, mtimeMs } = lstatSync(file);
  return `${file} ${String(size)} ${String(mtimeMs)}`;
}

/** The nearest copy at or above a folder, as Node looks for it. */
function stampOfPackage(name: string, folder: string): string {
  const file = path.join(folder, "node_modules", name, "package.json");
  if (existsSync(file)) return stamp(file);
  const parent = path.dirname(folder);
  return parent === folder ? `${name} is absent` : stampOfPackage(name, parent);
}
