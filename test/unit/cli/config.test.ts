import path from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/cli/config-file.js";
import { resolveProjects } from "../../../src/cli/project.js";
import { readTree, scratchFolder } from "../../support/scratch.js";

const globals = { color: false };

describe("the configuration file", () => {
  it.each([
    ["ringfence.config.json", '{ "document": "api.yaml" }'],
    ["ringfence.config.js", 'export default { document: "api" + ".yaml" };'],
    [
      "ringfence.config.ts",
      'import type { Server } from "node:http";\nexport type S = Server;\nconst name: string = "api";\nexport default { document: `${name}.yaml` };',
    ],
  ])("%s is found and read", async (name, text) => {
    const cwd = scratchFolder({ [name]: text });
    expect((await loadConfig(cwd, undefined))?.projects).toEqual([{ document: "api.yaml" }]);
    expect(Object.keys(readTree(cwd))).toEqual([name]);
  });

  it("may import what stands beside it", async () => {
    const cwd = scratchFolder({
      "shared.js": "export const format = false;",
      "ringfence.config.ts": 'import { format } from "./shared.js";\nexport default { format };',
    });
    expect((await loadConfig(cwd, undefined))?.projects).toEqual([{ format: false }]);
  });

  it("is read afresh every time", async () => {
    const cwd = scratchFolder({ "a.js": "export default { output: 'one' };", "b.js": "" });
    expect((await loadConfig(cwd, "a.js"))?.projects).toEqual([{ output: "one" }]);
    const { writeIn } = await import("../../support/scratch.js");
    writeIn(cwd, "a.js", "export default { output: 'two' };");
    expect((await loadConfig(cwd, "a.js"))?.projects).toEqual([{ output: "two" }]);
  });

  it.each([
    ['{ "ouput": "x" }', 'unknown key "ouput". Did you mean "output"?'],
    ['{ "overlays": "x.yaml" }', '"overlays" must be a list of paths'],
    ['{ "framework": "express" }', '"framework" must be "fastify"'],
    ['{ "format": "no" }', '"format" must be true or false'],
    ['{ "rules": { "duplicate-operatoin-id": "off" } }', 'Did you mean "duplicate-operation-id"?'],
    ['{ "rules": { "duplicate-operation-id": "none" } }', 'must be "off" or "warning" or "error"'],
    ["[]", "the list of projects is empty"],
    ['{ "remote": [] }', '"remote" must be an object with `hosts`'],
    ['{ "remote": { "host": [] } }', '"remote" has an unknown key "host". Did you mean "hosts"?'],
    ['{ "remote": { "hosts": ["*.example.com"] } }', '"remote" has "hosts", which must be a list of hosts'],
    [
      '{ "remote": { "hosts": ["https://a.example"] } }',
      '"remote" has "hosts", which must be a list of hosts',
    ],
    ['{ "remote": { "timeout": 0 } }', '"remote" has "timeout", which must be a number of milliseconds'],
    ['[{}, { "x": 1 }]', 'ringfence.config.json: project 2: unknown key "x"'],
    ["3", "a configuration is an object"],
    ["{", "ringfence.config.json:1:2 cannot be loaded"],
    [
      '{\n  "output": "a",\n  "format" true\n}',
      "ringfence.config.json:3:12 cannot be loaded: not valid JSON",
    ],
  ])("with %s is refused", async (text, message) => {
    const cwd = scratchFolder({ "ringfence.config.json": text });
    await expect(loadConfig(cwd, undefined)).rejects.toThrow(message);
    await expect(loadConfig(cwd, undefined)).rejects.toMatchObject({ name: "UsageError" });
  });

  it.each([
    ["ringfence.config.ts", "export default {", "ringfence.config.ts:1:17 cannot be loaded"],
    [
      "ringfence.config.ts",
      "const a = 1;\nexport default { a: };",
      "ringfence.config.ts:2:21 cannot be loaded",
    ],
    [
      "ringfence.config.js",
      "const a = 1;\n\nexport default { a: };",
      "ringfence.config.js:3:21 cannot be loaded",
    ],
    ["ringfence.config.js", "export const a = 1;", "it has no default export"],
    ["ringfence.config.js", "throw new Error('my own');", "my own"],
  ])("%s with %j is refused, and nothing is left behind", async (name, text, message) => {
    const cwd = scratchFolder({ [name]: text });
    await expect(loadConfig(cwd, undefined)).rejects.toThrow(message);
    expect(Object.keys(readTree(cwd))).toEqual([name]);
  });

  it("must be one", async () => {
    const cwd = scratchFolder({ "ringfence.config.json": "{}", "ringfence.config.js": "" });
    await expect(loadConfig(cwd, undefined)).rejects.toThrow("more than one configuration");
  });
});

describe("a project", () => {
  it("has its defaults", async () => {
    const cwd = scratchFolder({ "openapi.yml": "" });
    const { projects, configFile } = await resolveProjects(undefined, {}, globals, cwd);
    expect(configFile).toBeNull();
    expect(projects).toEqual([
      {
        cwd,
        document: `${cwd}/openapi.yml`,
        remote: { hosts: [] },
        overlays: [],
        output: `${cwd}/src/api`,
        handlers: `${cwd}/src/handlers`,
        deploy: `${cwd}/deploy`,
        framework: "fastify",
        importExtension: "js",
        redis: false,
        format: true,
        rules: {},
      },
    ]);
  });

  it("takes paths of the configuration from its folder, and those of flags from the working directory", async () => {
    const cwd = scratchFolder({
      "config/ringfence.config.json":
        '{ "document": "a.yaml", "output": "out", "overlays": ["o.yaml"], "importExtension": "ts" }',
      "config/a.yaml": "",
      "config/o.yaml": "",
      "mine.yaml": "",
    });
    const named = { ...globals, config: "config/ringfence.config.json" };
    const configured = await resolveProjects(undefined, {}, named, cwd);
    expect(configured.projects[0]).toMatchObject({
      document: `${cwd}/config/a.yaml`,
      output: `${cwd}/config/out`,
      overlays: [`${cwd}/config/o.yaml`],
      importExtension: "ts",
    });
    const flags = { output: "mine", overlay: ["mine.yaml"], importExtension: "none", format: false } as const;
    const flagged = await resolveProjects("mine.yaml", flags, named, cwd);
    expect(flagged.projects[0]).toMatchObject({
      document: `${cwd}/mine.yaml`,
      output: `${cwd}/mine`,
      overlays: [`${cwd}/mine.yaml`],
      importExtension: "none",
      format: false,
    });
  });

  it("may be a URL, adds allowed hosts of flags to those of the configuration, and takes a root from either", async () => {
    const document = "https://specs.example.com/openapi.yaml";
    const config = { document, root: "specs", remote: { hosts: ["a.example"], timeout: 1000 } };
    const cwd = scratchFolder({ "ringfence.config.json": JSON.stringify(config) });
    const flags = { allowHost: ["b.example:8443"] };
    const { projects } = await resolveProjects(undefined, flags, globals, cwd);
    expect(projects[0]).toMatchObject({
      document,
      root: `${cwd}/specs`,
      remote: { hosts: ["a.example", "b.example:8443"], timeout: 1000 },
    });
    const flagged = await resolveProjects(undefined, { root: ".." }, globals, cwd);
    expect(flagged.projects[0]?.root).toBe(path.dirname(cwd));
    const wrong = resolveProjects(undefined, { allowHost: ["https://b.example"] }, globals, cwd);
    await expect(wrong).rejects.toThrow('not "https://b.example"');
  });

  it("shares no folder with another", async () => {
    const cwd = scratchFolder({
      "a.yaml": "",
      "ringfence.config.json": '[{ "document": "a.yaml" }, { "document": "a.yaml", "output": "b" }]',
    });
    await expect(resolveProjects(undefined, {}, globals, cwd)).rejects.toThrow("src/handlers is named twice");
  });

  it("of a list cannot be meant by a flag", async () => {
    const cwd = scratchFolder({ "ringfence.config.json": "[{}, {}]" });
    await expect(resolveProjects("a.yaml", { output: "x" }, globals, cwd)).rejects.toThrow(
      "document, --output would be meant for one of them",
    );
  });
});
