import path from "node:path";
import ts from "typescript";

/** The flags of the strictest projects; generated code has to pass under all of them. */
const strictest = {
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
};

/** Files of packages and of TypeScript itself are parsed once for all projects. */
const shared = new Map();

/**
 * Checks a generated project and writes its JavaScript to `dist`.
 * @param {string} folder absolute path of the project
 * @returns {readonly string[]} what the compiler has against it, one line each
 */
function compile(folder) {
  const options = { ...strictest, rootDir: path.join(folder, "src"), outDir: path.join(folder, "dist") };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...rest) => {
    if (file.startsWith(folder)) return read(file, ...rest);
    if (!shared.has(file)) shared.set(file, read(file, ...rest));
    return shared.get(file);
  };
  const roots = ts.sys.readDirectory(path.join(folder, "src"), [".ts"]);
  const program = ts.createProgram(roots, options, host);
  const found = ts.getPreEmitDiagnostics(program);
  program.emit();
  return found.map(({ file, start = 0, messageText }) => {
    const message = ts.flattenDiagnosticMessageText(messageText, "\n");
    if (file === undefined) return message;
    const { line } = file.getLineAndCharacterOfPosition(start);
    return `${path.relative(folder, file.fileName)}:${String(line + 1)}: ${message}`;
  });
}

process.on("message", ({ folder }) => {
  const started = performance.now();
  const errors = compile(folder);
  process.send?.({
    folder,
    errors: errors.slice(0, 5),
    count: errors.length,
    milliseconds: performance.now() - started,
    megabytes: process.memoryUsage.rss() / 1024 / 1024,
  });
});
