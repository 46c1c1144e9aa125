import type { Ending } from "../ending.js";
import type { Exchange } from "../exchange.js";

/**
 * Refuses fields that only other principals may send, where the operation has some. It stands before validation, whose
 * errors would tell what such a field should look like.
 */
export function guardFields(exchange: Exchange): Ending | undefined {
  return exchange.plan?.route.guards?.(exchange);
}
