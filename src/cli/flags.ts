import type { Framework, ImportExtension } from "../generate.js";

/** Flags as commander hands them over. */
export interface GlobalFlags {
  readonly config?: string;
  readonly cwd?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** What a document may refer to. */
interface ReferenceFlags {
  readonly root?: string;
  readonly allowHost?: readonly string[];
}

export interface GenerateFlags extends ReferenceFlags {
  readonly output?: string;
  readonly handlers?: string;
  readonly deploy?: string;
  readonly framework?: Framework;
  readonly overlay?: readonly string[];
  readonly importExtension?: ImportExtension;
  /** False where the user said `--no-format`. */
  readonly format: boolean;
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly watch?: boolean;
}

export type CheckFormat = "text" | "json" | "sarif" | "github";

export interface CheckFlags extends ReferenceFlags {
  readonly overlay?: readonly string[];
  readonly format: CheckFormat;
  readonly failOn: "error" | "warning";
  readonly rule?: readonly string[];
}

export interface SchemaFlags {
  readonly dialect: "2020-12" | "draft-07";
  readonly withOpenapi?: boolean;
}

export interface InitFlags extends ReferenceFlags {
  /** File of the overlay. */
  readonly output?: string;
  readonly overlay?: readonly string[];
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

export interface KeyFlags {
  readonly subject: string;
  readonly scopes?: string;
  readonly roles?: string;
  readonly tenant?: string;
  readonly expires: string;
  /** Name of the secret with which the key is hashed. */
  readonly pepper?: string;
  /** Whether the key is a password of `http basic`. */
  readonly password?: boolean;
}
