import { describe, expect, it } from "vitest";
import { sharedIsPresent, sharedNote } from "../../support/shared.js";
import { writeRuntime } from "../../support/emitted.js";
import { emitted, inProcess } from "./compile.js";
import { prepared, suiteFiles } from "./vectors.js";

/** Tests of each draft that must pass: no fewer than Ajv passes by itself. */
const drafts = [
  { draft: "draft4", dialect: "http://json-schema.org/draft-04/schema#", all: 618, least: 614 },
  { draft: "draft7", dialect: "http://json-schema.org/draft-07/schema#", all: 927, least: 923 },
  { draft: "draft2019-09", dialect: "https://json-schema.org/draft/2019-09/schema", all: 1259, least: 1235 },
  { draft: "draft2020-12", dialect: "https://json-schema.org/draft/2020-12/schema", all: 1299, least: 1241 },
];

/** Where Ajv counts what was not evaluated, as by a branch that fails afterwards, and ours do not (`emit/evaluated-code.ts`). */
const mended: readonly string[] = [
  "unevaluatedItems.json: unevaluatedItems depends on adjacent contains: contains passes, second item is not evaluated",
  "unevaluatedItems.json: unevaluatedItems with minContains = 0: all items evaluated by contains",
  "unevaluatedItems.json: unevaluatedItems with nested items: with invalid additional item",
  "unevaluatedItems.json: unevaluatedItems with nested items: with no additional items",
  "unevaluatedItems.json: unevaluatedItems can see annotations from if without then and else: valid in case if is evaluated",
  ...["only b's are invalid", "only c's are invalid", "only b's and c's are invalid"].map(
    (title) =>
      `unevaluatedItems.json: unevaluatedItems and contains interact to control item dependency relationship: ${title}`,
  ),
  ...[
    "with if/then/else, then not defined: when if is true and has no unevaluated properties",
    "with if/then/else, then not defined: when if is false and has unevaluated properties",
    "can see annotations from if without then and else: valid in case if is evaluated",
  ].map((title) => `unevaluatedProperties.json: unevaluatedProperties ${title}`),
];

describe.skipIf(!sharedIsPresent)(`JSON-Schema-Test-Suite${sharedNote}`, () => {
  it.each(drafts)(
    "$draft: emitted validators answer as Ajv in process, and as the suite says",
    async ({ draft, dialect, all, least }) => {
      const folder = writeRuntime(`json-schema-${draft}`);
      const failures: string[] = [];
      const differences: string[] = [];
      const problems: string[] = [];
      let count = 0;
      for (const { name, groups } of suiteFiles(draft)) {
        for (const [index, group] of groups.entries()) {
          const schema = prepared(group.schema, dialect);
          const ours = await emitted(schema, folder, `${name.replace(".json", "")}-${String(index)}`);
          problems.push(...schema.problems.map((problem) => `${name}: ${group.description}: ${problem}`));
          const theirs = inProcess(schema);
          for (const { description, data, valid } of group.tests) {
            const title = `${name}: ${group.description}: ${description}`;
            const answer = ours(data);
            count += 1;
            const isMended = mended.includes(title) && answer === valid;
            if (answer !== theirs(data) && !isMended) differences.push(title);
            if (answer !== valid) failures.push(title);
          }
        }
      }
      const passed = `${draft}: ${String(count - failures.length)}/${String(count)} tests pass`;
      console.log([`${passed}; these do not:`, ...failures].join("\n  "));
      expect(problems).toEqual([]);
      expect(differences).toEqual([]);
      expect(count).toBe(all);
      expect(count - failures.length).toBeGreaterThanOrEqual(least);
    },
  );
});
