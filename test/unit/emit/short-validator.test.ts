import { describe, expect, test } from "vitest";
import { shortValidator } from "../../../src/emit/short-validator.js";

const schema = {
  properties: { "a-b": { oneOf: [{ type: ["string", "null"] }] }, note: { type: ["string", "null"] } },
};
const short = (...lines: readonly string[]): readonly string[] =>
  shortValidator(lines.join("\n"), (name) => (name === "schema0" ? schema : undefined)).split("\n");

describe("a validator in short", () => {
  test.each([
    [
      'v.errors = [{instancePath:instancePath+"/a,b" + i0,schemaPath:"#/x",keyword:"maxLength",params:{limit: 5}}];',
      'v.errors = [fault(instancePath+"/a,b" + i0, "maxLength", {limit: 5})];',
    ],
    [
      'v.errors = [{instancePath,schemaPath:"#/enum",keyword:"enum",params:{allowedValues: schema0.enum}}];',
      'v.errors = [fault(instancePath, "enum")];',
    ],
    [
      'v.errors = [{instancePath:instancePath+"/" + k.replace(/~/g, "~0"),schemaPath:"#",keyword:"format",params:{format: "}"}}];',
      'v.errors = [fault(instancePath+"/" + k.replace(/~/g, "~0"), "format", {format: "}"})];',
    ],
    [
      'v.errors = [{instancePath,schemaPath:"#",keyword:"type",params:{type: schema0.properties.note.type}}];',
      'v.errors = [fault(instancePath, "type", {type: ["string","null"]})];',
    ],
    [
      'v.errors = [{instancePath,schemaPath:"#",keyword:"type",params:{type: schema0.properties["a-b"].oneOf[0].type}}];',
      'v.errors = [fault(instancePath, "type", {type: ["string","null"]})];',
    ],
  ])("says of %s what callers are told", (long, wanted) => {
    expect(short(long)).toEqual([wanted]);
  });

  // Texts of a document are string literals here; some spell what is rewritten, on their own or one after the other.
  test.each([
    'if(data === "{instancePath,schemaPath:\\"#\\",keyword:\\"x\\",params:{}}"){',
    'if((data === "{instancePath,schemaPath:") || (data === ",keyword:") || (data === ",params:{}}")){',
    'if(data === "a,parentData,parentDataProperty,rootData,dynamicAnchors}"){',
    'if(data[",parentData:data0,parentDataProperty:key0,rootData,dynamicAnchors}"] !== undefined){',
    'if(data === "{instancePath=\\"\\", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}"){',
    'if(data === "\\\\" || data === ",parentData,parentDataProperty,rootData,dynamicAnchors}"){',
  ])("leaves texts of the document alone: %s", (line) => {
    expect(short(line, "x();", "}")).toEqual([line, "x();", "}"]);
  });

  test("has no empty blocks, and no constants that nothing looks at", () => {
    expect(
      short(
        "const _errs0 = errors;",
        "const _errs1 = errors;",
        "const vSchema0 = schema0.properties.note.enum;",
        "if(errors === _errs0){",
        "if(bad){",
        "return false;",
        "break;",
        "}",
        "else {",
        "}",
        "if(valid0){",
        "}",
        "}",
      ),
    ).toEqual(["const _errs0 = errors;", "if(errors === _errs0){", "if(bad){", "return false;", "}", "}"]);
  });

  test("keeps tests that do something, and those that an else belongs to", () => {
    const lines = ["if(missing(missing0 = 1)){", "}", "if(valid0){", "}", "else {", "x();", "}"];
    expect(short(...lines)).toEqual(lines);
  });

  test("takes where a value is, and nothing around it", () => {
    const around = "parentData, parentDataProperty, rootData=data, dynamicAnchors={}";
    const call = 'parentData:data0,parentDataProperty:"x,y",rootData,dynamicAnchors';
    expect(short(`function validate0(data, {instancePath="", ${around}}={}){`)).toEqual([
      'function validate0(data, {instancePath=""}={}){',
    ]);
    expect(short(`if(!(wrapper0(data.x, {instancePath:instancePath+"/x",${call}}))){`)).toEqual([
      'if(!(wrapper0(data.x, {instancePath:instancePath+"/x"}))){',
    ]);
  });
});
