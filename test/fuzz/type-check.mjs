import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

// Below node_modules, where imports of packages resolve.
const cache = fileURLToPath(new URL("../../node_modules/.cache/", import.meta.url));

/** The flags that users of the strictest projects set. */
const options = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts"],
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
  noEmit: true,
};

/**
 * What the compiler has against a generated project, one line each.
 * @param {readonly { readonly area: string, readonly path: string, readonly text: string }[]} files
 */
export function typeErrors(files) {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, "fuzz-"));
  try {
    writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }\n');
    const written = files.map((file) => {
      const absolutePath = path.join(folder, file.area, file.path);
      mkdirSync(path.dirname(absolutePath), { recursive: true });
      writeFileSync(absolutePath, file.text);
      return absolutePath;
    });
    const program = ts.createProgram(
      written.filter((file) => file.endsWith(".ts")),
      options,
    );
    return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      const place = file === undefined ? "" : `${path.relative(folder, file.fileName)}: `;
      return place + ts.flattenDiagnosticMessageText(messageText, " ");
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
