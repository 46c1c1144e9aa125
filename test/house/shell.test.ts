import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { renewalScript } from "../../src/emit/edge/renewal.js";
import { edgePlan } from "../../src/emit/edge/plan.js";
import { modelOf } from "../unit/model/support/model-of.js";
import { importsOf, sourceFiles } from "../support/sources.js";

/** What runs in users' projects: the runtime that is copied, handlers and everything else that is generated. */
const running = ["src/runtime", "examples/orders/src", "test/golden/notes/expected"].flatMap(sourceFiles);

const programs = /^(?:node:)?(?:child_process|cluster|vm|repl|inspector|module)$/;
const evaluation = /\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\(|\bprocess\.binding\b/;

describe("code in users' projects", () => {
  it("[C40] starts no program and no shell, and runs no text", () => {
    expect(running.length).toBeGreaterThan(200);
    const found = running.flatMap((file) => [
      ...importsOf(file)
        .filter(({ specifier, isType }) => programs.test(specifier) && !isType)
        .map(({ specifier }) => `${file.path} imports ${specifier}`),
      ...(evaluation.test(withoutComments(file.text)) ? [`${file.path} evaluates text`] : []),
    ]);
    expect(found).toEqual([]);
  });

  it("[C40] of shell scripts there is one, whose only words from a document are names of hosts", () => {
    const words = ["$(touch owned)", "`id`", '"; id; "', "a b", "a\nb", "-o", "&& id", "*"];
    const servers = words.map((word) => ({ url: `https://${word}.example.com` }));
    const good = { url: "https://api.example.com" };
    const script = renewalScript(edgePlan(modelOf({ servers: [...servers, good] })));
    const assigned = /^domains=.*$/m.exec(script)?.[0] ?? "";
    expect(assigned).toMatch(/^domains=\$\{DOMAINS:-"[a-z0-9. -]*api\.example\.com"\}$/);
    const read = spawnSync("sh", ["-c", `${assigned}; printf %s "$domains"`], { encoding: "utf8", env: {} });
    expect(read.stdout.split(" ").filter((name) => !/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(name))).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}
