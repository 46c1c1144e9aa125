import { joinPointer } from "../../document/pointer.js";
import type { ConditionalProperty } from "../model.js";
import type { Closing } from "./composition.js";
import { closed, opened, type Flavour } from "./flavour.js";

/** Where in a schema the transformation is, and what the parts around say. */
export interface Mode {
  readonly flavour: Flavour;
  /** Names that surrounding parts of the same object hide. */
  readonly hidden: ReadonlySet<string>;
  /** Names that parts of the same object let in whichever alternative holds. */
  readonly around: ReadonlySet<string>;
  readonly inUnion: boolean;
  /** Other parts judge the same object. */
  readonly isPart: boolean;
  /** A condition around decides whether the schema holds. */
  readonly isConditional: boolean;
  /** References that are being written out in place, against circles. */
  readonly inlined: ReadonlySet<string>;
  readonly conditional: ConditionalProperty[];
}

const nothing: ReadonlySet<string> = new Set();

// Every member by its name: a spread takes ten times as long in code that runs once, and each schema has a mode.
export function startingMode(
  flavour: Flavour,
  conditional: ConditionalProperty[],
  inlined: ReadonlySet<string> = nothing,
): Mode {
  return {
    flavour,
    hidden: nothing,
    around: nothing,
    inUnion: false,
    isPart: false,
    isConditional: false,
    inlined,
    conditional,
  };
}

/** For values inside: each schema is an outermost one again. */
export function outermost({ flavour, conditional, inlined }: Mode): Mode {
  return startingMode(closed(flavour), conditional, inlined);
}

const conditions: ReadonlySet<string> = new Set(["then", "else", "dependentSchemas"]);

export function branchMode(mode: Mode, closing: Closing, pointer: string, key: string): Mode {
  return {
    flavour: branchFlavour(mode, closing, pointer),
    hidden: mode.hidden,
    around: mode.around,
    inUnion: mode.inUnion || key === "oneOf" || key === "anyOf",
    isPart: true,
    isConditional: mode.isConditional || conditions.has(key),
    inlined: mode.inlined,
    conditional: mode.conditional,
  };
}

/** Branches stay open, but for the one that declares all properties; where none does, there is nothing to leave open. */
export function branchFlavour({ flavour }: Mode, closing: Closing, pointer: string): Flavour {
  const keeps = closing.kind === "none" || (closing.kind === "part" && closing.pointer === pointer);
  return keeps ? flavour : opened(flavour);
}

/** Where the result stands in the transformed schema; hardly anybody asks for the pointer. */
export interface Way {
  readonly above: Way | null;
  readonly tokens: readonly string[];
}

export const start: Way = { above: null, tokens: [] };

export function into(above: Way, ...tokens: readonly string[]): Way {
  return { above, tokens };
}

export function pointerOf({ above, tokens }: Way): string {
  return joinPointer(above === null ? "" : pointerOf(above), ...tokens);
}
