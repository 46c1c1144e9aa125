import { describe, expect, it } from "vitest";
import { readTree, scratchFolder } from "../../support/scratch.js";
import { write } from "./request.js";

const ugly = "export const a = { b : 'c' }\n";
const formatted = { format: true };

describe("formatting", () => {
  it("uses the user's own configuration, found from the output folder", async () => {
    const cwd = scratchFolder({ ".prettierrc.json": '{ "semi": false, "singleQuote": true }' });
    await write(cwd, { "api/index.ts": ugly }, formatted);
    expect(readTree(cwd)["src/api/index.ts"]).toBe("export const a = { b: 'c' }\n");
  });

  it("obeys .editorconfig", async () => {
    const cwd = scratchFolder({ ".editorconfig": "root = true\n[*]\nindent_style = tab\n" });
    await write(cwd, { "api/index.ts": "if (a) { b() }\n" }, formatted);
    expect(readTree(cwd)["src/api/index.ts"]).toBe("if (a) {\n\tb();\n}\n");
  });

  it("leaves the runtime, the validators and what is not TypeScript as they are", async () => {
    const cwd = scratchFolder();
    const files = {
      "api/runtime/core/a.ts": ugly,
      "api/validators/a.ts": ugly,
      "deploy/schema.sql": "create  table\n",
    };
    await write(cwd, files, formatted);
    const tree = readTree(cwd);
    expect(tree["src/api/runtime/core/a.ts"]).toBe(ugly);
    expect(tree["src/api/validators/a.ts"]).toBe(ugly);
    expect(tree["deploy/schema.sql"]).toBe("create  table\n");
  });

  it("can be left out", async () => {
    const cwd = scratchFolder();
    await write(cwd, { "api/index.ts": ugly });
    expect(readTree(cwd)["src/api/index.ts"]).toBe(ugly);
  });

  it("says so where the user's configuration cannot be used", async () => {
    const broken = scratchFolder({ ".prettierrc.json": "{ nonsense" });
    await expect(write(broken, { "api/index.ts": ugly }, formatted)).rejects.toMatchObject({
      name: "OutputError",
      message: expect.stringContaining("--no-format") as string,
    });
    const plugin = scratchFolder({ ".prettierrc.json": '{ "plugins": ["prettier-plugin-that-is-absent"] }' });
    await expect(write(plugin, { "api/index.ts": ugly }, formatted)).rejects.toMatchObject({
      name: "OutputError",
    });
  });

  it("takes what is emitted for formatted where nothing, or nothing but defaults, is configured", async () => {
    for (const files of [{}, { ".prettierrc.json": '{ "tabWidth": 2, "semi": true }' }]) {
      const cwd = scratchFolder(files);
      await write(cwd, { "api/index.ts": ugly }, formatted);
      expect(readTree(cwd)["src/api/index.ts"]).toBe(ugly);
    }
  });

  it("leaves the columns of wide characters to prettier, except in comments", async () => {
    const cwd = scratchFolder();
    await write(
      cwd,
      { "api/index.ts": "export const a = '中文'\n", "api/types.ts": `/* 中文 */\n${ugly}` },
      formatted,
    );
    expect(readTree(cwd)["src/api/index.ts"]).toBe('export const a = "中文";\n');
    expect(readTree(cwd)["src/api/types.ts"]).toBe(`/* 中文 */\n${ugly}`);
  });

  it("lets text that does not parse be seen as the bug that it is", async () => {
    const cwd = scratchFolder({ ".prettierrc.json": '{ "singleQuote": true }' });
    await expect(write(cwd, { "api/index.ts": "export const = ;" }, formatted)).rejects.toThrow(SyntaxError);
  });
});
