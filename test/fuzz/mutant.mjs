import { Buffer } from "node:buffer";
import { stringify } from "yaml";
import { mutateGently } from "./gentle.mjs";
import { Random } from "./random.mjs";
import { mutateTree } from "./structural.mjs";
import { mutateBytes } from "./textual.mjs";

/** How many mutants are made with knowledge of the grammar: most of the others are refused. */
const gentle = 0.7;

/** Mutated documents are no larger than this, in characters. */
const largest = 1_000_000;

/**
 * The mutated document of a seed.
 * @param {number} seed
 * @param {readonly import("./corpus.mjs").Base[]} bases
 * @returns {{ readonly base: string, readonly fileName: string, readonly bytes: Buffer, readonly random: Random }}
 *   `random` goes on where mutating stopped
 */
export function mutantOf(seed, bases) {
  const random = new Random(seed);
  const isGentle = random.chance(gentle);
  const chosen = isGentle ? bases.filter(({ isAccepted }) => isAccepted) : bases;
  // The smallest of four: what goes wrong does so in small documents as well, and more of them fit into an hour.
  const [base] = Array.from({ length: 4 }, () => random.pick(chosen)).sort(
    (a, b) => a.text.length - b.text.length,
  );
  const isJson = base.text.trimStart().startsWith("{");
  if (!isGentle && random.chance(0.3)) {
    const bytes = mutateBytes(Buffer.from(base.text), random);
    return { base: base.name, fileName: isJson ? "openapi.json" : "openapi.yaml", bytes, random };
  }
  const tree = structuredClone(base.tree);
  if (isGentle) mutateGently(tree, random, () => random.pick(chosen).tree);
  else mutateTree(tree, random, () => random.pick(chosen).tree);
  const { fileName, text } = written(tree, base.text.length < 20_000 && random.chance(0.3));
  // Towers and copies can make megabytes of a page, which says more about the machine than about ringfence.
  const bytes = Buffer.from(text.length > largest ? base.text : text);
  return {
    base: base.name,
    fileName,
    bytes: !isGentle && random.chance(0.08) ? mutateBytes(bytes, random) : bytes,
    random,
  };
}

function written(tree, asYaml) {
  if (asYaml) {
    try {
      return { fileName: "openapi.yaml", text: stringify(tree, { aliasDuplicateObjects: true }) };
    } catch {
      // Some keys have no spelling in YAML that its own printer knows.
    }
  }
  return { fileName: "openapi.json", text: JSON.stringify(tree, null, 1) };
}
