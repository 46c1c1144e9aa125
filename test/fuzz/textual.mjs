import { Buffer } from "node:buffer";

/** Pieces that mean something to a reader of YAML or JSON. */
const tokens = [
  "&a ",
  "*a",
  "<<: *a\n",
  "<<: ",
  "!!binary ",
  "!!js/function x",
  "!<tag:x> ",
  "---\n",
  "...\n",
  "\t",
  "\ufeff",
  "\0",
  "\r",
  "? ",
  ": ",
  "| \n",
  ">-\n",
  "- ",
  "{",
  "}",
  "[",
  "]",
  ",",
  '"',
  "'",
  "#",
  "\\",
  "\\u0000",
  "\\ud800",
  "%YAML 1.1\n",
  "~",
  "yes",
  "0o17",
  ".inf",
  ".nan",
  "1_000",
  "0x1F",
  "2001-01-01",
  "__proto__: 1\n",
  '"__proto__": {},',
  "\u2028",
  "\u202e",
];

/**
 * Changes the bytes of a document, one to six times. What comes out need be neither UTF-8 nor YAML.
 * @param {Buffer} bytes
 * @param {import("./random.mjs").Random} random
 * @returns {Buffer}
 */
export function mutateBytes(bytes, random) {
  let changed = bytes;
  for (let count = 1 + random.below(6); count > 0; count -= 1)
    changed = random.pick(mutations)(changed, random);
  return changed;
}

const mutations = [
  // One byte is another.
  (bytes, random) => replaced(bytes, random, 1, Buffer.from([random.below(256)])),
  // A piece is gone, or the rest.
  (bytes, random) => replaced(bytes, random, random.below(200), Buffer.alloc(0)),
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  // A token appears.
  (bytes, random) => replaced(bytes, random, 0, Buffer.from(random.pick(tokens))),
  (bytes, random) => replaced(bytes, random, 1, Buffer.from(random.pick(tokens))),
  // Lines: twice, gone, elsewhere, indented otherwise.
  (bytes, random) => lines(bytes, (all, at) => all.splice(at, 0, all[at] ?? ""), random),
  (bytes, random) => lines(bytes, (all, at) => all.splice(at, 1 + random.below(5)), random),
  (bytes, random) => lines(bytes, (all, at) => all.push(...all.splice(at, 3)), random),
  (bytes, random) =>
    lines(bytes, (all, at) => (all[at] = `${" ".repeat(random.below(5))}${all[at] ?? ""}`), random),
  (bytes, random) => lines(bytes, (all, at) => (all[at] = (all[at] ?? "").trimStart()), random),
  // A block twice over: duplicate keys.
  (bytes, random) =>
    lines(bytes, (all, at) => all.splice(at, 0, ...all.slice(at, at + 1 + random.below(20))), random),
  // Other line ends, another encoding.
  (bytes) => Buffer.from(bytes.toString("latin1").replaceAll("\n", "\r\n"), "latin1"),
  (bytes, random) => (random.chance(0.1) ? Buffer.from(`\ufeff${bytes.toString("utf8")}`, "utf16le") : bytes),
];

function replaced(bytes, random, length, piece) {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(Math.min(bytes.length, at + length))]);
}

function lines(bytes, edit, random) {
  const all = bytes.toString("latin1").split("\n");
  edit(all, random.below(all.length));
  return Buffer.from(all.join("\n"), "latin1");
}
