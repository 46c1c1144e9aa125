import { randomBytes } from "node:crypto";

/** A readable, unique name for an article; it stays when the title changes, so that links keep working. */
export function slugOf(title: string): string {
  const words = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 80)
    .replace(/^-+|-+$/g, "");
  const unique = randomBytes(4).toString("hex");
  return words === "" ? unique : `${words}-${unique}`;
}
