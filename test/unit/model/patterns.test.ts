import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { patternProblem } from "../../../src/document/patterns.js";
import { parsePattern } from "../../../src/model/patterns/parse.js";
import { planPattern } from "../../../src/model/patterns/plan.js";
import { linearPattern } from "../../../src/runtime/core/linear-pattern.js";

/** Characters of the random patterns and texts: few, so that they meet, and some that tell the two modes apart. */
const alphabet = ["a", "b", "c", "-", " ", "_", "é", "😀", "\n", "0", "\ud83d"];

const single = fc.constantFrom(
  ...["a", "b", "[ab]", "[^a]", "\\w", "\\W", "\\d", "\\s", ".", "\\x61", "\\u0061", "[\\w-]", "[^]", "[]"],
  ...["é", "😀", "[😀b]", "\\ud83d\\ude00", "\\cJ", "\\n"],
);
const place = fc.constantFrom("^", "$", "\\b", "\\B");
const quantifier = fc.constantFrom("", "", "", "*", "+", "?", "*?", "+?", "{2}", "{1,}", "{0,2}", "{1,3}?");

/** Random expressions; `sloppy` are characters that only expressions without the `u` flag may hold. */
function expressions(sloppy: readonly string[]): fc.Arbitrary<string> {
  const character = sloppy.length === 0 ? single : fc.oneof(single, fc.constantFrom(...sloppy));
  return fc.letrec<{ pattern: string; sequence: string; term: string }>((tie) => ({
    pattern: fc.array(tie("sequence"), { minLength: 1, maxLength: 3 }).map((parts) => parts.join("|")),
    sequence: fc.array(tie("term"), { maxLength: 4 }).map((parts) => parts.join("")),
    term: fc.oneof(
      { depthSize: "small", maxDepth: 2, withCrossShrink: true },
      fc.tuple(character, quantifier).map(([part, times]) => part + times),
      place,
      fc
        .tuple(fc.constantFrom("(?:", "("), tie("pattern"), quantifier)
        .map(([open, inner, times]) => `${open}${inner})${times}`),
    ),
  })).pattern;
}

const leading = fc.constantFrom("", "", "^", "^(?=.*a)", "^(?!b)(?=[^]{2})");
const text = fc
  .array(fc.constantFrom(...alphabet), { maxLength: 5 })
  .map((characters) => characters.join(""));

function compiled(source: string, flags: string): RegExp | null {
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}

describe("patterns", () => {
  it.each([
    ["u", []],
    ["", ["\\-", "]", "{", "\\_", "\\p", "a{,2}"]],
  ])("match in linear time what backtracking matches (flags: %j)", (flags, sloppy) => {
    let compared = 0;
    fc.assert(
      fc.property(
        leading,
        expressions(sloppy),
        fc.array(text, { minLength: 8, maxLength: 8 }),
        (head, body, texts) => {
          const native = compiled(head + body, flags);
          const parsed = native === null ? null : parsePattern(native.source, flags === "u");
          if (native === null || parsed === null) return;
          const automaton = linearPattern(parsed.tree, flags === "u", parsed.lookaheads);
          compared += 1;
          // V8 takes the middle of a surrogate pair for a position (`/\\B/u.test("a😀a")`); ECMA-262 §22.2.7.2 does not.
          const isAstray = (each: string): boolean => native.source.includes("\\B") && each.includes("😀");
          for (const each of texts.filter((each) => !isAstray(each)))
            expect([each, automaton.test(each)]).toEqual([each, native.test(each)]);
        },
      ),
      { numRuns: 1500 },
    );
    expect(compared).toBeGreaterThan(1000);
  });

  it.each([
    "^(a+)+$",
    "^(a|a)*$",
    "^(a|aa)+$",
    "(x+x+)+y",
    "^(?:a?){30}a{30}$",
    "^([a-zA-Z0-9]+\\s?)*$",
    "\\s+$",
    "^.*a.*a.*a$",
    "^(?=(a+)+$)a",
    "^(?:[a-z0-9-]+\\.)*[a-z]+@(?:[a-z0-9-]+\\.)+$",
  ])("[C34] never let a text keep the server busy: %s", (source) => {
    const plan = planPattern(source);
    expect(plan.kind).toBe("automaton");
    if (plan.kind !== "automaton") return;
    const matcher = linearPattern(plan.tree, plan.unicode, plan.lookaheads);
    for (const character of ["a", " ", "x", "a "]) matcher.test(`${character.repeat(20_000)}!`);
  });

  it.each([
    "^[a-z]+$",
    "^[A-Z]{2}$",
    "^(?:card|bank|cash)$",
    "^[0-9a-f]{8}-[0-9a-f]{4}$",
    "^\\d{1,5}$",
    "^(?=.*[A-Z])(?=.*\\d).{8,}$",
    "^a?b?$",
    "x",
  ])("are left to the engine where that is linear: %s", (source) => {
    expect(planPattern(source)).toEqual({ kind: "native", unicode: true });
  });

  it.each(["^[\\w\\.:\\!]+$", "\\:", "^[^/\\:'\\\"]*$", "a{,2}", "]"])(
    "that only compile without the `u` flag do without it: %s",
    (source) => {
      expect(() => new RegExp(source, "u")).toThrow(SyntaxError);
      expect(planPattern(source).unicode).toBe(false);
      expect(patternProblem(source)).toBeNull();
    },
  );

  it.each(["\\A\\:", "\\:\\z", "\\_\\p{L}", "\\_\\u{61}", "[\\:\\h]", "\\_\\x6", "\\\\\\Z\\:"])(
    "that mean something in another language are refused: %s",
    (source) => {
      expect(() => new RegExp(source)).not.toThrow();
      expect(patternProblem(source)).toMatch(/escape|property/u);
    },
  );

  it.each(["^(a+)\\1$", "(?<=a)b*", "a(?!b)c*", "(?=a)b", "^(?=a)b|c+d+"])(
    "that only backtracking can match are told: %s",
    (source) => {
      expect(planPattern(source).kind).toBe("slow");
    },
  );

  it("are found slow where their automaton would be", () => {
    expect(planPattern("^(?:a{1,500}){1,500}$").kind).toBe("slow");
  });
});
