import type { Departure } from "../departure.js";
import type { Exchange } from "../exchange.js";

/** Learns of every answer, refusals included, and changes none. */
export type Observer = (exchange: Exchange, status: number) => void;

/** Tells the observers, once the answer is settled. */
export const observe: Departure = (exchange, draft) => {
  tellObservers(exchange, draft.status);
  return draft;
};

/** An observer that throws is logged; the answer leaves all the same. */
export function tellObservers(exchange: Exchange, status: number): void {
  const { observers, log } = exchange.services;
  for (const observer of observers) {
    try {
      observer(exchange, status);
    } catch (error) {
      log.unobserved(error);
    }
  }
}
