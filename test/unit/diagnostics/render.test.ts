import { describe, expect, it } from "vitest";
import { diagnostic, hasErrors, sortDiagnostics } from "../../../src/diagnostics/create.js";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.js";
import { renderGithub } from "../../../src/diagnostics/github.js";
import { renderJson } from "../../../src/diagnostics/json.js";
import { renderSarif } from "../../../src/diagnostics/sarif.js";
import { plainStyle, renderText } from "../../../src/diagnostics/text.js";

const text = "a: 1\nb:\n\tc: wrong\nd: 2\ne: 3\nf: 4\n";
const finding = diagnostic("syntax-error", { file: "api.yaml", line: 3, column: 5, length: 5 }, "Not good.", {
  help: "Do better.",
  related: [{ message: "See here.", location: { file: "other.yaml", line: 1, column: 1, length: 1 } }],
});
const textOf = (file: string): string | undefined => (file === "api.yaml" ? text : undefined);

describe("text for people", () => {
  it("shows place, rule, code frame, help and related places", () => {
    expect(renderText([finding], textOf)).toBe(
      [
        "api.yaml:3:5 error Not good. [syntax-error]",
        "  1 | a: 1",
        "  2 | b:",
        "> 3 |  c: wrong",
        "    |     ^^^^^",
        "  4 | d: 2",
        "  5 | e: 3",
        "  help: Do better.",
        "  other.yaml:1:1 See here.",
        "",
      ].join("\n"),
    );
  });

  it("dresses through the style it is given, and separates findings by an empty line", () => {
    const style = { ...plainStyle, error: (part: string) => `<${part}>` };
    const rendered = renderText([finding, finding], textOf, { style });
    expect(rendered).toContain("api.yaml:3:5 <error> Not good.");
    expect(rendered).toContain("    |     <^^^^^>".replace("    <", "<    "));
    expect(rendered).toContain("See here.\n\napi.yaml:3:5");
  });

  it("lets nothing from a document reach the terminal's controls", () => {
    const hostile = "\u001b[31mred\u0007\u202e";
    const location = { file: `${hostile}.yaml`, line: 1, column: 1, length: 3 };
    const rendered = renderText([diagnostic("syntax-error", location, hostile)], () => hostile);
    // eslint-disable-next-line no-control-regex -- control characters must be absent
    expect(rendered).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/u);
    expect(rendered).toContain("\\u001b[31mred\\u0007\\u202e");
  });

  it("shows the neighbourhood of a column in a line of a megabyte, and no frame where there is no text", () => {
    const long = "x".repeat(500_000) + "HERE" + "y".repeat(500_000);
    const location = { file: "long.json", line: 1, column: 500_001, length: 4 };
    const [, source, marks] = renderText([diagnostic("syntax-error", location, "m")], () => long).split("\n");
    expect(source).toHaveLength(80);
    expect(source?.indexOf("HERE")).toBe(marks?.indexOf("^^^^"));
    const past = { ...location, line: 9 };
    expect(renderText([diagnostic("syntax-error", past, "m", { help: "h" })], () => "a")).toBe(
      "long.json:9:500001 error m [syntax-error]\n  help: h\n",
    );
  });
});

describe("frames on a screen", () => {
  const line = `${"x".repeat(60)}${"y".repeat(60)}`;
  const at = (column: number, length: number) => ({ file: "api.yaml", line: 1, column, length });
  const render = (column: number, length: number, columns: number): readonly string[] =>
    renderText([diagnostic("syntax-error", at(column, length), "m")], () => line, { columns }).split("\n");

  it.each([
    [1, 120, 80],
    [61, 60, 80],
    [61, 10, 40],
    [120, 50, 60],
    [1, 5, 10],
    [61, 60, 200],
  ])("mark what starts at %i, %i long, on %i columns beneath the text", (column, length, columns) => {
    const [, source = "", marks = ""] = render(column, length, columns);
    expect(source.length).toBeLessThanOrEqual(Math.max(columns, 40));
    expect(marks.length).toBeLessThanOrEqual(source.length);
    expect(source[marks.indexOf("^")]).toBe(line[column - 1]);
  });

  it("mark no more than the line where what is marked goes on below it", () => {
    const [, , marks] = renderText(
      [diagnostic("syntax-error", { file: "a", line: 1, column: 3, length: 50 }, "m")],
      () => "a: {\n}\n",
    ).split("\n");
    expect(marks).toBe("    |   ^^");
  });

  it("are left out, with the help, where a rule was shown often enough", () => {
    const rendered = renderText([finding, finding, finding], textOf, { inFull: 1 });
    expect(rendered.match(/Do better/gu)).toHaveLength(1);
    const short = "api.yaml:3:5 error Not good. [syntax-error]\n";
    expect(rendered.endsWith(`\n\n${short}${short}`)).toBe(true);
  });
});

describe("formats for programs", () => {
  it("JSON counts and repeats the findings", () => {
    expect(JSON.parse(renderJson([finding]))).toEqual({ errors: 1, warnings: 0, diagnostics: [finding] });
  });

  it("workflow commands cannot be broken out of", () => {
    const location = { file: "a,b:c.yaml", line: 1, column: 2, length: 3 };
    const rendered = renderGithub([
      diagnostic("syntax-error", location, "50%\r\n::error::forged", { help: "h" }),
    ]);
    expect(rendered).toBe(
      "::error file=a%2Cb%3Ac.yaml,line=1,col=2,endColumn=5,title=syntax-error::50%25%0D%0A::error::forged%0Ah\n",
    );
  });

  it("SARIF has one rule for each that occurs, and regions in UTF-16 columns", () => {
    const spaced = { ...finding, location: { ...finding.location, file: "my api/ü.yaml" } };
    const { version, runs } = JSON.parse(renderSarif([finding, spaced], "1.2.3"));
    expect(version).toBe("2.1.0");
    expect(runs).toHaveLength(1);
    expect(runs[0].tool.driver).toMatchObject({ name: "ringfence", version: "1.2.3" });
    expect(runs[0].tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(["syntax-error"]);
    expect(runs[0].columnKind).toBe("utf16CodeUnits");
    expect(runs[0].results[0]).toMatchObject({ ruleId: "syntax-error", ruleIndex: 0, level: "error" });
    expect(runs[0].results[1].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "my%20api/%C3%BC.yaml" },
      region: { startLine: 3, startColumn: 5, endColumn: 10 },
    });
    expect(runs[0].results[0].relatedLocations[0].message.text).toBe("See here.");
  });
});

describe("lists of findings", () => {
  const at = (file: string, line: number, column: number): Diagnostic =>
    diagnostic("syntax-error", { file, line, column, length: 1 }, "m");

  it("are sorted by place, and hold each finding once", () => {
    const sorted = sortDiagnostics([
      at("b", 1, 1),
      at("a", 10, 1),
      at("a", 9, 2),
      at("a", 9, 1),
      at("a", 9, 1),
    ]);
    expect(sorted.map(({ location: { file, line, column } }) => `${file}${line}.${column}`)).toEqual([
      "a9.1",
      "a9.2",
      "a10.1",
      "b1.1",
    ]);
  });

  it("have errors or not", () => {
    expect(hasErrors([])).toBe(false);
    expect(hasErrors([{ ...finding, severity: "warning" }])).toBe(false);
    expect(hasErrors([finding])).toBe(true);
  });
});
