import type { RatePolicy } from "../policy.js";
import type { Decision } from "./algorithms.js";

/** Units that a request asks of one policy. */
export interface Demand {
  readonly policy: RatePolicy;
  /** Whom the units are counted for. */
  readonly key: string;
  readonly units: number;
}

/** Units that a request holds. */
export interface TakenUnits extends Demand {
  readonly decision: Decision;
}

/** What came of asking: all units, or none because of one policy. */
export type Taking =
  | { readonly kind: "granted"; readonly taken: readonly TakenUnits[] }
  | { readonly kind: "refused"; readonly by: TakenUnits };

/**
 * Where limits are counted. Asynchronous, so that many processes can share one store. Both calls judge all their
 * demands at one moment, as if no other request existed: a store outside of the process needs one round trip each.
 */
export interface LimitStore {
  /** Takes the units of every demand, or those of none. `now` is milliseconds since the epoch; a shared store may keep its own time. */
  take(demands: readonly Demand[], now: number): Promise<Taking>;
  /** Gives back units that were taken a moment ago. */
  giveBack(demands: readonly Demand[], now: number): Promise<void>;
  close(): Promise<void>;
}
