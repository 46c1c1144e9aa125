import { textMember } from "./members.js";
import { identifier, NameScope, operationName } from "./names.js";
import type { OperationSlot } from "./operation-slots.js";

/**
 * An identifier for each operation, so that another operation of the document changes as few of them as can be: an
 * `operationId` that is an identifier already is kept; others come after it, and where their name is taken they are
 * called by method and path. Only what collides even then is numbered.
 */
export function operationIds(slots: readonly OperationSlot[]): ReadonlyMap<OperationSlot, string> {
  const scope = new NameScope();
  const ids = new Map<OperationSlot, string>();
  const wishes = slots.map((slot) => ({ slot, ...wishOf(slot) }));
  const inOrderOfRight = [
    ...wishes.filter(({ isWritten }) => isWritten),
    ...wishes.filter(({ isWritten }) => !isWritten),
  ];
  for (const { slot, wish, byPath } of inOrderOfRight) {
    ids.set(slot, scope.claim(scope.has(wish) ? byPath : wish));
  }
  return ids;
}

function wishOf({ value, method, path }: OperationSlot): {
  readonly wish: string;
  /** Whether the document says it so. */
  readonly isWritten: boolean;
  readonly byPath: string;
} {
  const written = textMember(value, "operationId");
  const byPath = operationName(method, path);
  const wish = written === undefined || written.trim() === "" ? byPath : identifier(written, "operation");
  return { wish, isWritten: wish === written, byPath };
}
