import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder } from "../output/cache-folder.js";
import type { Layout } from "../output/layout.js";
import type { Recognised, RecordPlace } from "../output/recognise.js";
import type { InputText, Mode, ProjectRun } from "./project-run.js";
import type { Project } from "./project.js";
import { toolIdentity } from "./tool-identity.js";

/** Where the record of this project's runs is, or null where nothing is kept between runs. */
export function recordPlace(project: Project): RecordPlace | null {
  const folder = cacheFolder(project.cwd);
  if (folder === null) return null;
  const layout = layoutOf(project);
  const identity = sha256(JSON.stringify([toolIdentity(), project]));
  return {
    folder,
    name: `run-${sha256(project.output).slice(0, 16)}.json`,
    identity,
    layout,
    format: project.format,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A run that found everything as it should be; the texts that its findings point into are read again. */
export function unchangedRun(
  project: Project,
  mode: Mode,
  { diagnostics, operations, packages, unchanged }: Recognised,
  duration: number,
): ProjectRun {
  const files = diagnostics.flatMap(({ location, related = [] }) => [
    location.file,
    ...related.map((each) => each.location.file),
  ]);
  const inputs = [...new Set(files)].map((file) => readInput(file, project.cwd));
  const counts = { operations, written: 0, deleted: 0, unchanged };
  return { project, mode, diagnostics, inputs, model: null, plan: null, packages, counts, duration };
}

function readInput(file: string, cwd: string): InputText {
  const absolutePath = path.resolve(cwd, file);
  return { path: file, absolutePath, text: new TextDecoder().decode(readFileSync(absolutePath)) };
}

export function layoutOf(project: Project): Layout {
  return { cwd: project.cwd, api: project.output, handlers: project.handlers, deploy: project.deploy };
}
