import { Buffer } from "node:buffer";
import { stringify } from "yaml";
import { Random } from "./random.mjs";
import { mutateTree } from "./structural.mjs";
import { mutateBytes } from "./textual.mjs";

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
  // The smallest of four: what goes wrong does so in small documents as well, and more of them fit into an hour.
  const [base] = Array.from({ length: 4 }, () => random.pick(bases)).sort(
    (a, b) => a.text.length - b.text.length,
  );
  const isJson = base.text.trimStart().startsWith("{");
  if (random.chance(0.3)) {
    const bytes = mutateBytes(Buffer.from(base.text), random);
    return { base: base.name, fileName: isJson ? "openapi.json" : "openapi.yaml", bytes, random };
  }
  const tree = structuredClone(base.tree);
  mutateTree(tree, random, () => random.pick(bases).tree);
  const { fileName, text } = written(tree, base.text.length < 20_000 && random.chance(0.3));
  // Towers and copies can make megabytes of a page, which says more about the machine than about ringfence.
  const bytes = Buffer.from(text.length > largest ? base.text : text);
  return {
    base: base.name,
    fileName,
    bytes: random.chance(0.08) ? mutateBytes(bytes, random) : bytes,
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
