import path from "node:path";
import type { EmittedFile } from "../../../src/emit/plan.js";
import { applyOutput, exclusively } from "../../../src/output/apply.js";
import { prepareOutput, type OutputPlan, type OutputRequest } from "../../../src/output/prepare.js";

/** A request for these files, by `area/path`; those in `handlers/` are written once. */
export function requestFor(
  cwd: string,
  files: Readonly<Record<string, string>>,
  overrides: Partial<OutputRequest> = {},
): OutputRequest {
  return {
    files: Object.entries(files).map(([key, text]) => emitted(key, text)),
    inputs: [
      {
        path: "openapi.yaml",
        absolutePath: path.join(cwd, "openapi.yaml"),
        text: "",
        sha256: "0".repeat(64),
        verbatim: false,
      },
    ],
    layout: {
      cwd,
      api: path.join(cwd, "src/api"),
      handlers: path.join(cwd, "src/handlers"),
      deploy: path.join(cwd, "deploy"),
    },
    tool: "1.2.3",
    options: { framework: "fastify" },
    format: false,
    ...overrides,
  };
}

/** Prepares and, unless something stands in the way, writes. */
export async function write(
  cwd: string,
  files: Readonly<Record<string, string>>,
  overrides: Partial<OutputRequest> = {},
): Promise<OutputPlan> {
  const request = requestFor(cwd, files, overrides);
  return await exclusively(request.layout, async () => {
    const plan = await prepareOutput(request);
    if (plan.diagnostics.length === 0) applyOutput(plan);
    return plan;
  });
}

/** How many files a plan would touch. */
export function touched(plan: OutputPlan): readonly string[] {
  return [...plan.files, ...plan.stale].flatMap(({ kind, file }) =>
    kind === "create" || kind === "update" || kind === "delete" ? [`${kind} ${file.shownPath}`] : [],
  );
}

function emitted(key: string, text: string): EmittedFile {
  const slash = key.indexOf("/");
  const area = key.slice(0, slash) as EmittedFile["area"];
  return { area, path: key.slice(slash + 1), text, ownership: area === "handlers" ? "once" : "generated" };
}
