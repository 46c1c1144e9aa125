import type { MakersOf, SchemeMakers } from "./authentication/schemes.js";
import type { ServerPolicy } from "./policy.js";

/** What only some documents need of the fence, by the kinds that policies name. What is needed and missing refuses the start. */
export interface FenceParts {
  /** How credentials are verified. */
  readonly schemes: SchemeMakers;
}

/** The parts that a policy needs. */
export interface PartsOf<Policy extends ServerPolicy> extends FenceParts {
  readonly schemes: MakersOf<Policy["schemes"]>;
}
