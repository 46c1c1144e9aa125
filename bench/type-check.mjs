import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  generateCold,
  initProject,
  makeProject,
  program,
  removeProject,
  withOperations,
} from "./project.mjs";
import { measure, medians, pairs } from "./measure.mjs";

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

/**
 * The compiler over all that is generated, against the compiler over openapi-typescript's types. `added` is what the
 * document itself adds: the difference to a server of ten of its operations.
 */
export function typeCheck(document, rounds) {
  const all = projectOf(document);
  mkdirSync(path.join(all, "types"));
  measure(program.openapiTypescript, [document, "-o", "types/types.ts"], { cwd: all });
  const small = makeProject({
    "openapi.json": JSON.stringify(withOperations(JSON.parse(readFileSync(document, "utf8")), 10)),
  });
  const ten = projectOf(path.join(small, "openapi.json"));
  const server = check(all, "tsconfig.server.json", "src", ["node"]);
  const ofTen = check(ten, "tsconfig.server.json", "src", ["node"]);
  const base = [];
  const result = pairs(rounds, server, check(all, "tsconfig.types.json", "types", []), () =>
    base.push(ofTen()),
  );
  const { wall, cpu } = medians(base);
  for (const folder of [all, small, ten]) removeProject(folder);
  return { ...result, added: { wall: result.ours.wall - wall, cpu: result.ours.cpu - cpu } };
}

function projectOf(document) {
  const folder = initProject(document);
  generateCold(folder);
  return folder;
}

function check(folder, name, include, types) {
  writeFileSync(
    path.join(folder, name),
    JSON.stringify({ compilerOptions: { ...compilerOptions, types }, include: [include] }),
  );
  return () => measure(program.tsc, ["-p", name], { cwd: folder });
}
