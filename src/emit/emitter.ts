import { recalling } from "../document/remember.js";
import type { Model, Operation } from "../model/model.js";
import type { SchemePolicy } from "../runtime/core/policy.js";
import { trusted, type Code } from "./code.js";
import { extensionText, type ImportExtension } from "./imports.js";
import { nameSchemas, type SchemaTable } from "./schemas.js";
import type { RenderedFile } from "./templates.js";

/** A file to write. */
export interface EmittedFile {
  readonly area: "api" | "handlers" | "deploy";
  /** Below the area's folder, forward slashes. */
  readonly path: string;
  readonly text: string;
  /** `generated`: ours, replaced at will. `once`: the user's as soon as it exists. */
  readonly ownership: "generated" | "once";
}

export interface EmitOptions {
  readonly framework: "fastify";
  readonly importExtension: ImportExtension;
  /** Whether the server can share its limits through Redis; it cannot where absent. */
  readonly redis?: boolean;
  /** Relative path from the handlers' folder to that of the api: `../api`. */
  readonly handlersImport: string;
}

/** What every emitter reads: made once, before there is any text. */
export interface Plan {
  readonly model: Model;
  readonly extension: Code;
  readonly api: Code;
  readonly redis: boolean;
  readonly table: SchemaTable;
}

/** A row of a table of emitted files: what it writes, in which area, and when. */
export interface Emitter<P extends Plan> {
  readonly area: EmittedFile["area"];
  readonly ownership: EmittedFile["ownership"];
  readonly when: (model: Model) => boolean;
  readonly files: (plan: P) => readonly RenderedFile[];
}

/** The names are decided when they are first asked for: who makes validators only needs none. */
export function makePlan(model: Model, options: EmitOptions): Plan {
  let table: SchemaTable | null = null;
  return {
    model,
    extension: extensionText(options.importExtension),
    redis: options.redis ?? false,
    api: trusted(JSON.stringify(options.handlersImport).slice(1, -1)),
    get table() {
      return (table ??= nameSchemas(model));
    },
  };
}

/** The files of a table, in the order of its rows. */
export function filesOf<P extends Plan>(emitters: readonly Emitter<P>[], plan: P): readonly EmittedFile[] {
  return emitters
    .filter(({ when }) => when(plan.model))
    .flatMap(({ area, ownership, files }) =>
      files(plan).map((file) =>
        emitted(file, [area, ownership], () => ({ area, path: file.path, text: file.text, ownership })),
      ),
    );
}

const emitted = recalling<EmittedFile>();

export const always = (): boolean => true;
export const generated = { area: "api", ownership: "generated", when: always } as const;
export const once = { area: "handlers", ownership: "once", when: always } as const;

export function hasOutgoing(model: Model): boolean {
  return model.outgoing.length > 0;
}

export function hasOperations(model: Model): boolean {
  return model.operations.length > 0;
}

export function hasResources(model: Model): boolean {
  return model.resources.length > 0;
}

/** The policies of the schemes that the server verifies. */
export function servedSchemes({ schemes }: Model): readonly SchemePolicy[] {
  return schemes.flatMap((scheme) => (scheme.kind === "served" ? [scheme.policy] : []));
}

/** Handlers are written for what can be called. One of a closed operation comes when it is opened, as fits by then. */
export function openOperations(model: Model): readonly Operation[] {
  return model.operations.filter(({ closed }) => closed === null);
}
