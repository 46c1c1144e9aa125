// npm run bench [-- NAME…] [--rounds N]: prints a table; see README.md.
import { availableParallelism, loadavg } from "node:os";
import { cold, unchanged } from "./cold.mjs";
import { firstAnswer } from "./first-answer.mjs";
import { documents } from "./project.mjs";
import { scaling, sizes } from "./scaling.mjs";
import { tokens } from "./tokens.mjs";
import { typeCheck } from "./type-check.mjs";
import {
  watchJson,
  watchJsonBody,
  watchJsonQuery,
  watchJsonSchema,
  watchYaml,
  watchYamlSchema,
} from "./watch.mjs";

/** What is measured, on which document, and the greatest ratio or time that is fine, where there is one. */
const benchmarks = [
  { name: "cold-github", document: documents.github, run: cold, target: "≤ 1.0 × wall, ≤ 1.2 × memory" },
  {
    name: "cold-digitalocean",
    document: documents.digitalocean,
    run: cold,
    target: "≤ 1.0 × wall, ≤ 1.2 × memory",
  },
  { name: "unchanged", document: documents.github, run: unchanged, target: "≤ 350 ms" },
  { name: "watch-json", document: documents.github, run: watchJson, target: "≤ 300 ms" },
  { name: "watch-yaml", document: documents.github, run: watchYaml, target: "≤ 500 ms" },
  { name: "watch-json-query", document: documents.github, run: watchJsonQuery, target: "≤ 300 ms" },
  { name: "watch-json-body", document: documents.github, run: watchJsonBody, target: "≤ 300 ms" },
  { name: "watch-json-schema", document: documents.github, run: watchJsonSchema },
  { name: "watch-yaml-schema", document: documents.github, run: watchYamlSchema },
  { name: "type-check", document: documents.github, run: typeCheck, target: "≤ 1.5 × wall" },
  { name: "first-answer", document: documents.github, run: firstAnswer, target: "≤ 1.5 × wall" },
  { name: "tokens", document: 5_000, run: tokens, target: "≤ 0.2 × cpu" },
  ...sizes.map((size) => ({
    name: `scaling-${size}`,
    document: size,
    run: scaling,
    target: "not worse than linear",
  })),
];

const { names, rounds } = parse(process.argv.slice(2));
const chosen = benchmarks.filter(
  ({ name }) => names.length === 0 || names.some((part) => name.startsWith(part)),
);
console.log(
  `node ${process.version}, ${availableParallelism()} processors, load ${loadavg()[0].toFixed(1)}, median of ${rounds}`,
);
const rows = [];
for (const { name, document, run, target } of chosen) {
  if (document === null) {
    rows.push({ name, note: "skipped: ../shared/corpus is absent" });
    continue;
  }
  console.error(`${name} …`);
  rows.push({ name, ...row(await run(document, rounds)), ...(target === undefined ? {} : { target }) });
}
console.table(rows);

function parse(words) {
  const at = words.indexOf("--rounds");
  const count = at === -1 ? 5 : Number(words[at + 1]);
  return { names: at === -1 ? words : words.toSpliced(at, 2), rounds: count };
}

function row({ ours, theirs, added }) {
  const figures = {
    "wall (ms)": whole(ours.wall),
    "cpu (ms)": whole(ours.cpu),
    "memory (MiB)": whole(ours.memory),
  };
  if (theirs === undefined) return figures;
  return {
    ...figures,
    "against (ms)": whole(theirs.wall),
    "wall ×": ratio(ours.wall, theirs.wall),
    "cpu ×": ratio(ours.cpu, theirs.cpu),
    "memory ×": ratio(ours.memory, theirs.memory),
    ...(added === undefined
      ? {}
      : {
          "added wall ×": ratio(added.wall, theirs.wall),
          "added cpu ×": ratio(added.cpu, theirs.cpu),
        }),
  };
}

function whole(value) {
  return Number.isNaN(value) ? "" : Math.round(value);
}

function ratio(one, other) {
  return Number.isNaN(one / other) ? "" : Number((one / other).toFixed(2));
}
