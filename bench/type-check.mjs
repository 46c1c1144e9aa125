import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generateCold, initProject, program, removeProject } from "./project.mjs";
import { measure, pairs } from "./measure.mjs";

const compilerOptions = {
  target: "es2023",
  module: "nodenext",
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

/** The compiler over all that is generated, against the compiler over openapi-typescript's types. */
export function typeCheck(document, rounds) {
  const folder = initProject(document);
  generateCold(folder);
  mkdirSync(path.join(folder, "types"));
  measure(program.openapiTypescript, [document, "-o", "types/types.ts"], { cwd: folder });
  const check = (name, include, types) => {
    writeFileSync(
      path.join(folder, name),
      JSON.stringify({ compilerOptions: { ...compilerOptions, types }, include: [include] }),
    );
    return () => measure(program.tsc, ["-p", name], { cwd: folder });
  };
  const result = pairs(
    rounds,
    check("tsconfig.server.json", "src", ["node"]),
    check("tsconfig.types.json", "types", []),
  );
  removeProject(folder);
  return result;
}
