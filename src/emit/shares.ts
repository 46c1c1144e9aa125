import { shareNames, type Claims, type ShareName } from "./claims.js";
import type { EmittedFile, Plan } from "./emitter.js";
import { operationFiles, policyFiles, smallFiles, validatorFiles } from "./plain-files.js";
import { shapedFiles } from "./shaped-files.js";

/** The files that need no printer of types, in shares that know nothing of each other. */
const shares: Readonly<Record<ShareName, (plan: Plan) => readonly EmittedFile[]>> = {
  shaped: shapedFiles,
  operations: operationFiles,
  small: smallFiles,
  policy: policyFiles,
  validators: validatorFiles,
};

/** The files of the shares that were taken. */
export type SharedFiles = ReadonlyMap<ShareName, readonly EmittedFile[]>;

/** Makes every share that nobody has taken yet. */
export function takeShares(plan: Plan, claims: Claims, from: "front" | "back"): SharedFiles {
  const made = new Map<ShareName, readonly EmittedFile[]>();
  for (const share of from === "front" ? shareNames : shareNames.toReversed())
    if (claims.take(share)) made.set(share, shares[share](plan));
  return made;
}

/** All files in the order of their shares, whoever made them; what nobody made is made now. */
export function allShares(plan: Plan, ...made: readonly SharedFiles[]): readonly EmittedFile[] {
  return shareNames.flatMap(
    (share) =>
      made.map((files) => files.get(share)).find((files) => files !== undefined) ?? shares[share](plan),
  );
}
