import path from "node:path";
import { recalling } from "../document/remember.js";
import type { EmittedFile } from "../emit/emitter.js";

/** File name of the manifest, in the folder of the api. */
export const manifestName = ".ringfence.json";

/** `area/path` of the manifest. */
export const manifestKey = `api/${manifestName}`;

export type Area = EmittedFile["area"];

/** Where each area of the plan is written: absolute folders, and the folder that paths are shown relative to. */
export interface Layout {
  readonly cwd: string;
  readonly api: string;
  readonly handlers: string;
  readonly deploy: string;
}

/** A file of the plan with its place on disk. */
export interface PlannedFile {
  readonly area: Area;
  /** Path inside the area, forward slashes. */
  readonly path: string;
  readonly absolutePath: string;
  /** Path as the user would type it, forward slashes. */
  readonly shownPath: string;
  readonly text: string;
  readonly ownership: EmittedFile["ownership"];
}

/** The plan on disk, sorted by area and path. A path that would leave its area is a bug of the emitters and throws. */
export function place(files: readonly EmittedFile[], layout: Layout): readonly PlannedFile[] {
  return files
    .map((file) =>
      placements(file, [layout.cwd, layout[file.area]], () => ({
        key: fileKey(file),
        placed: { ...file, ...locate(layout, file.area, file.path) },
      })),
    )
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ placed }) => placed);
}

const placements = recalling<{ readonly key: string; readonly placed: PlannedFile }>();

/** Absolute and shown path of a file of an area. */
export function locate(
  layout: Layout,
  area: Area,
  relative: string,
): { absolutePath: string; shownPath: string } {
  if (!isInside(relative)) throw new Error(`"${relative}" is no path inside the ${area} folder`);
  const absolutePath = path.join(layout[area], relative);
  return { absolutePath, shownPath: shown(layout.cwd, absolutePath) };
}

/** The name of a file in the manifest: `api/index.ts`. */
export function fileKey(file: { readonly area: Area; readonly path: string }): string {
  return `${file.area}/${file.path}`;
}

/** Whether a relative path stays below its folder and is written the portable way. */
export function isInside(relative: string): boolean {
  return relative
    .split("/")
    .every((part) => part !== "" && part !== "." && part !== ".." && !/[\\:\0]/.test(part));
}

/** A path relative to the working directory, with forward slashes. */
export function shown(cwd: string, absolutePath: string): string {
  return path.relative(cwd, absolutePath).split(path.sep).join("/") || ".";
}

/** Area and path of a file's name in the manifest. */
export function fileOf(key: string): { readonly area: Area; readonly path: string } {
  const slash = key.indexOf("/");
  return { area: key.slice(0, slash) as Area, path: key.slice(slash + 1) };
}

/** Whether a text names a file of an area, as `fileKey` would. */
export function isFileKey(key: string): boolean {
  return /^(?:api|handlers|deploy)\//.test(key) && isInside(key);
}
