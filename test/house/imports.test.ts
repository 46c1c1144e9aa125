import { describe, expect, it } from "vitest";
import { importsOf, sourceFiles, type Import, type SourceFile } from "../support/sources.js";

/** Floor of the house → floors that it may import from. `docs/architecture.md` says why. */
const floors: Readonly<Record<string, readonly string[]>> = {
  diagnostics: [],
  document: ["diagnostics"],
  model: ["diagnostics", "document"],
  checks: ["diagnostics", "document", "model"],
  propose: ["diagnostics", "document", "model", "checks"],
  emit: ["diagnostics", "document", "model", "own-folders.ts"],
  "own-folders.ts": [],
  "rule-settings.ts": ["diagnostics", "checks"],
  "generate.ts": ["diagnostics", "document", "model", "checks", "emit", "rule-settings.ts"],
  "config.ts": ["generate.ts", "rule-settings.ts"],
  output: ["diagnostics", "document", "emit", "generate.ts"],
  cli: [
    ...["diagnostics", "document", "model", "propose", "emit", "generate.ts", "output", "config.ts"],
    ...["rule-settings.ts", "own-folders.ts"],
  ],
  "index.ts": ["diagnostics", "document", "emit", "generate.ts", "config.ts", "rule-settings.ts"],
  runtime: [],
};

/** Types that the model and everything above share with the code that they generate. */
const sharedTypes = /^src\/runtime\/core\/(?:policy|shape|linear-pattern)\.ts$/;

/** What the command line makes must be what the server compares: one function hashes passwords for both. */
const sharedHashing = "src/runtime/core/password.ts";

/** What copied code may need in the user's project. */
const runtimePackages =
  /^(?:node:.*|@fastify\/busboy|@redis\/client|jose|pino|kysely|fastify|pg|@electric-sql\/pglite)(?:\/.*)?$/;

const files = sourceFiles("src");

describe("imports", () => {
  it("are found by the scan, or it would prove nothing", () => {
    const all = files.flatMap(importsOf);
    expect(all.length).toBeGreaterThan(100);
    expect(all.some((each) => each.isType)).toBe(true);
    const dynamic = importsOf({ path: "src/a.ts", text: 'const { b } = await import("./b.js");' });
    expect(dynamic).toEqual([{ specifier: "./b.js", target: "src/b.ts", isType: false }]);
  });

  it.each(Object.keys(floors))("of %s go one way", (floor) => {
    const wrong = files
      .filter((file) => floorOf(file.path) === floor)
      .flatMap((file) =>
        importsOf(file)
          .filter((each) => !isAllowed(floor, each))
          .map((each) => describeImport(file, each)),
      );
    expect(wrong).toEqual([]);
  });

  it("start on a floor that this test knows", () => {
    expect(files.map((file) => floorOf(file.path)).filter((floor) => !(floor in floors))).toEqual([]);
  });

  it("of the runtime name only packages that generated code may need", () => {
    const wrong = files
      .filter((file) => floorOf(file.path) === "runtime")
      .flatMap((file) =>
        importsOf(file)
          .filter((each) => each.target === null && !runtimePackages.test(each.specifier))
          .map((each) => describeImport(file, each)),
      );
    expect(wrong).toEqual([]);
  });

  it("of the tool name only its dependencies", async () => {
    const { default: own } = await import("../../package.json", { with: { type: "json" } });
    const wrong = files
      .filter((file) => floorOf(file.path) !== "runtime")
      .flatMap((file) =>
        importsOf(file)
          .filter((each) => each.target === null && !isDeclared(each.specifier, own.dependencies))
          .map((each) => describeImport(file, each)),
      );
    expect(wrong).toEqual([]);
  });

  it("of relative files carry .js", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((each) => each.target !== null && !/\.js(?:on)?$/.test(each.specifier))
        .map((each) => describeImport(file, each)),
    );
    expect(wrong).toEqual([]);
  });
});

function floorOf(path: string): string {
  return path.split("/")[1] ?? "";
}

function isAllowed(floor: string, { target, isType }: Import): boolean {
  if (target === null) return true;
  if (isType && sharedTypes.test(target) && floor !== "diagnostics" && floor !== "document") return true;
  if (floor === "cli" && target === sharedHashing) return true;
  const to = floorOf(target);
  return to === floor || (floors[floor] ?? []).includes(to);
}

function isDeclared(specifier: string, dependencies: object): boolean {
  const parts = specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1);
  return specifier.startsWith("node:") || parts.join("/") in dependencies;
}

function describeImport(file: SourceFile, { specifier }: Import): string {
  return `${file.path} imports ${specifier}`;
}
