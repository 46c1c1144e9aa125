import type { Exchange } from "./exchange.js";
import type { OutgoingResponse } from "./message.js";

/** Something that happens to every answer on its way out, whatever it is. */
export type Departure = (
  exchange: Exchange,
  draft: OutgoingResponse,
) => OutgoingResponse | Promise<OutgoingResponse>;
