import type { ResponseShapes } from "../answer-shape.js";

/** The key of what is declared for a status: the status itself, its range, or `default`; null where nothing is. */
export function declaredStatus(responses: ResponseShapes, status: number): string | null {
  const range = `${String(Math.floor(status / 100))}XX`;
  return [String(status), range, "default"].find((key) => Object.hasOwn(responses, key)) ?? null;
}
