import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import ts from "typescript";

/** A file of a generated project, below the project's folder. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

const cache = fileURLToPath(new URL("../../node_modules/.cache/ringfence-test/", import.meta.url));

/** Writes a project below `node_modules/.cache`, where its imports of packages resolve, and answers its folder. */
export function writeProject(name: string, files: readonly ProjectFile[]): string {
  const folder = `${cache}${name}/`;
  rmSync(folder, { recursive: true, force: true });
  for (const { path, text } of [{ path: "package.json", text: '{ "type": "module" }\n' }, ...files]) {
    mkdirSync(dirname(folder + path), { recursive: true });
    writeFileSync(folder + path, text);
  }
  return folder;
}

/** The flags that users of the strictest projects set; generated code must pass under all of them. */
export const strictest: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  skipLibCheck: true,
  declaration: true,
  noEmit: true,
};

/** What the compiler has against the files of a project, one line each. */
export function typeErrors(
  folder: string,
  files: readonly ProjectFile[],
  options: ts.CompilerOptions = {},
): readonly string[] {
  const program = ts.createProgram(
    files.filter(({ path }) => path.endsWith(".ts")).map(({ path }) => folder + path),
    { ...strictest, ...options },
  );
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
    if (diagnostic.file === undefined) return message;
    const { line } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
    return `${diagnostic.file.fileName.slice(folder.length)}:${String(line + 1)}: ${message}`;
  });
}

/** What typescript-eslint's strict rules have against the files, one line each. */
export async function lintErrors(folder: string, files: readonly ProjectFile[]): Promise<readonly string[]> {
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    ignore: false,
    overrideConfig: [
      ...tseslint.configs.strict,
      {
        linterOptions: { reportUnusedDisableDirectives: "off" },
        rules: { "@typescript-eslint/consistent-type-imports": "error" },
      },
    ] as never,
  });
  const results = await Promise.all(
    files.map(({ path, text }) => eslint.lintText(text, { filePath: folder + path })),
  );
  return results
    .flat()
    .flatMap(({ filePath, messages }) =>
      messages.map(
        ({ line, message, ruleId }) =>
          `${filePath.slice(folder.length)}:${String(line)}: ${message} (${String(ruleId)})`,
      ),
    );
}

/** Transpiles a project in place, so that its modules can be imported from its folder. */
export function transpile(folder: string, files: readonly ProjectFile[]): void {
  for (const { path, text } of files.filter((file) => file.path.endsWith(".ts"))) {
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    });
    writeFileSync(folder + path.replace(/\.ts$/, ".js"), outputText);
  }
}
