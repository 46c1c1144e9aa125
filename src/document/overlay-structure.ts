import { suggestion } from "../diagnostics/suggest.js";
import type { JsonObject, JsonValue } from "./document.js";
import { isArray, isObject, memberOf, typeName } from "./json.js";
import { pathMistake } from "./overlay-path.js";

export type OverlayChange =
  | { readonly kind: "remove" }
  | { readonly kind: "update"; readonly value: JsonValue }
  | { readonly kind: "copy"; readonly from: string }
  /** Neither of them: selects, and changes nothing. */
  | { readonly kind: "none" };

export interface OverlayAction {
  /** JSONPath (RFC 9535). */
  readonly target: string;
  readonly change: OverlayChange;
  /** Tokens of the action in the overlay. */
  readonly tokens: readonly string[];
}

export interface OverlayMistake {
  readonly tokens: readonly string[];
  readonly message: string;
  readonly help?: string;
}

export interface ParsedOverlay {
  readonly actions: readonly OverlayAction[];
  readonly mistakes: readonly OverlayMistake[];
}

type Report = (tokens: readonly string[], message: string, help?: string) => void;
type Shape = "string" | "boolean" | "object" | "list" | "path" | "any";

/** Checks an overlay against the structure of its specification (§4.4) and gives its actions. */
export function parseOverlay(value: JsonValue): ParsedOverlay {
  const mistakes: OverlayMistake[] = [];
  const report: Report = (tokens, message, help) => {
    mistakes.push({ tokens, message, ...(help === undefined ? {} : { help }) });
  };
  if (!isObject(value)) {
    report([], `An overlay must be an object, not ${typeName(value)}.`);
    return { actions: [], mistakes };
  }
  const isNewer = checkVersion(memberOf(value, "overlay"), report);
  checkMembers(value, [], overlayMembers, ["overlay", "info", "actions"], report);
  const info = memberOf(value, "info");
  if (isObject(info)) checkMembers(info, ["info"], infoMembers, ["title", "version"], report);
  const actions = memberOf(value, "actions");
  return { actions: isArray(actions) ? parseActions(actions, isNewer, report) : [], mistakes };
}

const overlayMembers: Readonly<Record<string, Shape>> = {
  overlay: "string",
  info: "object",
  extends: "string",
  actions: "list",
};
const infoMembers: Readonly<Record<string, Shape>> = {
  title: "string",
  version: "string",
  description: "string",
};
const actionMembers: Readonly<Record<string, Shape>> = {
  target: "path",
  description: "string",
  update: "any",
  remove: "boolean",
};

/** Whether the version is 1.1, which adds `copy` and lets primitives be updated. */
function checkVersion(version: JsonValue | undefined, report: Report): boolean {
  const known = typeof version === "string" ? /^1\.([01])\.\d+$/u.exec(version) : null;
  if (known === null && typeof version === "string") {
    report(
      ["overlay"],
      `"${version}" is no version of the Overlay Specification that is read: 1.0 and 1.1 are.`,
    );
  }
  return known?.[1] === "1";
}

function parseActions(
  actions: readonly JsonValue[],
  isNewer: boolean,
  report: Report,
): readonly OverlayAction[] {
  if (actions.length === 0) report(["actions"], "An overlay must have at least one action.");
  const seen = new Set<string>();
  return actions.flatMap((action, index) => {
    const tokens = ["actions", String(index)];
    const text = JSON.stringify(action);
    if (seen.has(text)) report(tokens, "This action stands twice.");
    seen.add(text);
    if (!isObject(action)) {
      report(tokens, `An action must be an object, not ${typeName(action)}.`);
      return [];
    }
    const members = isNewer ? { ...actionMembers, copy: "path" as const } : actionMembers;
    checkMembers(action, tokens, members, ["target"], report);
    const target = memberOf(action, "target");
    return typeof target === "string" ? [{ target, change: changeOf(action, isNewer), tokens }] : [];
  });
}

/** `remove` goes before `update` and `copy`, as the specification says. */
function changeOf(action: JsonObject, isNewer: boolean): OverlayChange {
  const update = memberOf(action, "update");
  const from = isNewer ? memberOf(action, "copy") : undefined;
  if (memberOf(action, "remove") === true) return { kind: "remove" };
  if (typeof from === "string") return { kind: "copy", from };
  return update === undefined ? { kind: "none" } : { kind: "update", value: update };
}

function checkMembers(
  object: JsonObject,
  tokens: readonly string[],
  members: Readonly<Record<string, Shape>>,
  required: readonly string[],
  report: Report,
): void {
  for (const key of required) {
    if (!Object.hasOwn(object, key)) report(tokens, `"${key}" is missing here.`);
  }
  for (const [key, value] of Object.entries(object)) {
    if (key.startsWith("x-")) continue;
    if (!Object.hasOwn(members, key)) {
      report([...tokens, key], `"${key}" has no meaning here.`, suggestion(key, Object.keys(members)));
      continue;
    }
    const mistake = shapeMistake(key, value, members[key] ?? "any");
    if (mistake !== null) report([...tokens, key], mistake);
  }
}

function shapeMistake(key: string, value: JsonValue, shape: Shape): string | null {
  const wrong = (name: string): string => `"${key}" must be ${name}, not ${typeName(value)}.`;
  switch (shape) {
    case "any":
      return null;
    case "list":
      return isArray(value) ? null : wrong("a list");
    case "object":
      return isObject(value) ? null : wrong("an object");
    case "path":
      return typeof value === "string" ? pathMistake(value) : wrong("a JSONPath");
    case "string":
    case "boolean":
      return typeof value === shape ? null : wrong(`a ${shape}`);
  }
}
