import type { ServerEvent } from "../streams.js";

/** Comments keep proxies and idle timeouts from taking a quiet stream for a dead one. WHATWG HTML §9.2.7. */
export const eventHeartbeat = { text: ":\n\n", after: 15_000 } as const;

/**
 * One event as text (WHATWG HTML §9.2.6). `data` may have several lines; a break in any other field would begin a field of
 * its own, so it is refused.
 * @throws Error for an event that cannot be written.
 */
export function formatEvent({ event, id, retry }: Omit<ServerEvent<unknown>, "data">, data: string): string {
  const fields = [
    ...(event === undefined ? [] : [`event: ${oneLine(event, "event")}`]),
    ...(id === undefined ? [] : [`id: ${oneLine(id, "id")}`]),
    ...(retry === undefined ? [] : [`retry: ${milliseconds(retry)}`]),
    ...data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`),
  ];
  return `${fields.join("\n")}\n\n`;
}

function oneLine(text: unknown, field: string): string {
  if (typeof text !== "string" || /[\r\n\0]/.test(text))
    throw new Error(`the ${field} of an event is one line`);
  return text;
}

function milliseconds(retry: unknown): string {
  if (!Number.isSafeInteger(retry) || Number(retry) < 0) throw new Error("retry is a number of milliseconds");
  return String(retry);
}
