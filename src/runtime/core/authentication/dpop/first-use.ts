import type { ReplayMemory } from "./replays.js";

/**
 * Is this proof, as its request carries it, shown for the first time? Rejects where nobody can say.
 * @param texts the list that it was read into
 */
export type FirstUse = (texts: readonly string[], proof: string) => Promise<boolean>;

/**
 * For each scheme of a server, by the milliseconds that its proofs may be old or ahead. A request shows its proof once, to
 * however many schemes judge its token; the list that it was read into tells it from others. Proofs are remembered for the
 * scheme that takes them longest, or one would take what another has forgotten.
 */
export function createFirstUses(replays: ReplayMemory): (window: number) => FirstUse {
  const answers = new WeakMap<readonly string[], Promise<boolean>>();
  let longest = 0;
  return (window) => {
    longest = Math.max(longest, window);
    return (texts, proof) => {
      // One that is a window ahead counts for two, and for a third by the clock of another server.
      const answer = answers.get(texts) ?? replays.firstTime(proof, 3 * longest);
      answers.set(texts, answer);
      return answer;
    };
  };
}
