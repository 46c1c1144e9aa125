import { statSync } from "node:fs";

/** What the file system says of a file, as far as it changes with a save; empty where it cannot be looked at. */
export function saveState(file: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(" ");
  } catch {
    return "";
  }
}
