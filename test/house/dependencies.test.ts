import { satisfies } from "semver";
import { describe, expect, it } from "vitest";
import lock from "../../package-lock.json" with { type: "json" };

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly engines?: { readonly node?: string } | readonly string[];
}

const packages = Object.entries(lock.packages as Readonly<Record<string, LockedPackage>>).filter(
  ([path]) => path !== "",
);

/** Licences that ask for no more than a notice. */
const permissive = new Set([
  "MIT",
  "ISC",
  "0BSD",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "Python-2.0",
  "(MIT OR CC0-1.0)",
]);

/** Weak copyleft by file, in tools that are never shipped: the bundler below vitest. */
const onlyForDevelopment = new Set(["MPL-2.0"]);

describe("locked dependencies", () => {
  it("are there", () => {
    expect(packages.length).toBeGreaterThan(100);
  });

  it.each(["20.19.0", "22.13.0", "24.0.0"])("work with Node %s", (node) => {
    const wrong = packages.filter(([, { engines }]) => !satisfies(node, nodeRange(engines)));
    expect(wrong.map(([path, { version }]) => `${path} ${String(version)}`)).toEqual([]);
  });

  it("have permissive licences", () => {
    const wrong = packages.filter(
      ([, { license = "none", dev = false }]) =>
        !permissive.has(license) && !(dev && onlyForDevelopment.has(license)),
    );
    expect(wrong.map(([path, { license }]) => `${path} ${String(license)}`)).toEqual([]);
  });

  it("name no registry host", () => {
    expect(packages.filter(([, each]) => "resolved" in each).map(([path]) => path)).toEqual([]);
  });
});

function nodeRange(engines: LockedPackage["engines"]): string {
  return engines !== undefined && "node" in engines ? (engines.node ?? "*") : "*";
}
