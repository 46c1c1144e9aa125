import { readFileSync } from "node:fs";
import { ownPackage } from "../own-folders.js";

interface PackageFile {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** This package's own `package.json`. */
export function readOwnPackage(): PackageFile {
  return JSON.parse(readFileSync(new URL("package.json", ownPackage), "utf8")) as PackageFile;
}
