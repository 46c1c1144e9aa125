import { _, Name, type Ajv2020, type CodeKeywordDefinition, type KeywordCxt } from "ajv/dist/2020.js";
import { alwaysValidSchema, evaluatedPropsToName, mergeEvaluated, Type } from "ajv/dist/compile/util.js";

/**
 * Lets branches count what they evaluated where they are valid, and nothing else. Ajv takes the record of the first branch
 * that keeps one for the record of the whole, also where that branch fails afterwards, or is not looked at (the schema of
 * a dependency): a member that only the failing branch declares would pass as evaluated, and one that stands beside it
 * would not. With a record of their own, branches are added where they are valid. So are lists: Ajv takes what was not
 * counted for evaluated, and all items where one is contained.
 */
export function countValidBranchesOnly(ajv: Ajv2020): void {
  for (const keyword of ["anyOf", "oneOf", "if"]) {
    rewrite(ajv, keyword, (code) => (cxt, ruleType) => {
      openRecord(cxt);
      (keyword === "if" ? conditional : code)(cxt, ruleType);
    });
  }
  // What is judged here has no items, and a record that is opened here would be none for lists.
  rewrite(ajv, "dependentSchemas", (code) => (cxt, ruleType) => {
    const { items } = cxt.it;
    openRecord(cxt);
    code(cxt, ruleType);
    Object.assign(cxt.it, { items });
  });
  rewrite(ajv, "prefixItems", () => firstItems);
  rewrite(ajv, "contains", (code) => (cxt, ruleType) => {
    const { items } = cxt.it;
    code(cxt, ruleType);
    countContained(cxt, items);
  });
  rewrite(ajv, "unevaluatedItems", (code) => (cxt, ruleType) => {
    countAllItems(cxt);
    const { contains } = cxt.parentSchema as { readonly contains?: unknown };
    (contains === undefined || cxt.it.items === true ? code : neitherContained)(cxt, ruleType);
  });
}

type Writer = CodeKeywordDefinition["code"];

function rewrite({ RULES }: Ajv2020, keyword: string, change: (code: Writer) => Writer): void {
  const rule = RULES.all[keyword];
  const definition = typeof rule === "object" ? rule.definition : undefined;
  if (definition === undefined || !("code" in definition)) throw new Error(`Ajv knows no ${keyword}`);
  definition.code = change(definition.code);
  // So that a writer can take errors back.
  definition.trackErrors = true;
}

/**
 * Ajv compares how many items there are with how many were evaluated, also where that is `true`: all of them; and where
 * nothing was counted, since no keyword that counts was for a list.
 */
function countAllItems({ gen, it, data }: KeywordCxt): void {
  if (it.items instanceof Name)
    it.items = gen.var("items", _`${it.items} === true ? ${data}.length : ${it.items} ?? 0`);
}

/** `prefixItems`. Ajv looks at nothing that follows where the list is empty: `contains` would hold there. */
function firstItems(cxt: KeywordCxt): void {
  const { gen, it, data, keyword } = cxt;
  const schemas = cxt.schema as readonly (object | boolean)[];
  if (it.opts.unevaluated && it.items !== true)
    it.items = mergeEvaluated.items(gen, schemas.length, it.items);
  const length = gen.const("len", _`${data}.length`);
  const valid = gen.var("valid", true);
  for (const [index, schema] of schemas.entries()) {
    if (alwaysValidSchema(it, schema)) continue;
    gen.if(_`${length} > ${index}`, () =>
      cxt.subschema({ keyword, schemaProp: index, dataProp: index }, valid),
    );
    cxt.ok(valid);
  }
}

/**
 * What `contains` evaluated: the items that hold (JSON Schema 2020-12 §10.3.1.3). Ajv takes all for evaluated. Beside
 * `unevaluatedItems` these are looked for there; a record has no place for them.
 */
function countContained({ it, schema, parentSchema }: KeywordCxt, before: KeywordCxt["it"]["items"]): void {
  if (alwaysValidSchema(it, schema as object | boolean)) it.items = true;
  else if (parentSchema["unevaluatedItems"] !== undefined) Object.assign(it, { items: before });
}

/** Of a schema that only asks whether something holds: what it finds wrong is no error. */
const quiet = { compositeRule: true, createErrors: false, allErrors: false } as const;

/** `unevaluatedItems` beside `contains`: what neither was counted nor is contained must hold. */
function neitherContained(cxt: KeywordCxt): void {
  const { gen, it, data, keyword } = cxt;
  const length = gen.const("len", _`${data}.length`);
  const valid = gen.var("valid", true);
  const holds = gen.name("_valid");
  gen.forRange("i", _`${it.items ?? 0}`, length, (index) => {
    const item = { dataProp: index, dataPropType: Type.Num } as const;
    cxt.subschema({ keyword: "contains", ...item, ...quiet }, holds);
    cxt.reset();
    gen.if(_`!${holds}`, () => cxt.subschema({ keyword, ...item }, valid));
    gen.if(_`!${valid}`, () => gen.break());
  });
  cxt.ok(valid);
  it.items = true;
}

/**
 * `if` with `then` and `else`. Ajv counts what `if` evaluated also where it fails, so that a member which nothing has
 * judged passes; and not at all where nothing follows from it.
 */
function conditional(cxt: KeywordCxt): void {
  const { gen, it, parentSchema } = cxt;
  const [hasThen, hasElse] = ["then", "else"].map((keyword) => {
    const schema: unknown = parentSchema[keyword];
    return schema !== undefined && !alwaysValidSchema(it, schema as object | boolean);
  });
  if (hasThen !== true && hasElse !== true && !it.opts.unevaluated) return;
  const valid = gen.let("valid", true);
  const holds = gen.name("_valid");
  cxt.mergeValidEvaluated(cxt.subschema({ keyword: "if", ...quiet }, holds), holds);
  cxt.reset();
  const consequence = (keyword: "then" | "else") => (): void => {
    const branch = cxt.subschema({ keyword }, holds);
    gen.assign(valid, holds);
    cxt.mergeValidEvaluated(branch, valid);
  };
  if (hasThen === true)
    gen.if(holds, consequence("then"), hasElse === true ? consequence("else") : undefined);
  else if (hasElse === true) gen.if(_`!${holds}`, consequence("else"));
  cxt.setParams({ ifClause: "if" });
  cxt.pass(valid, () => cxt.error(true));
}

function openRecord({ gen, it }: KeywordCxt): void {
  if (!it.opts.unevaluated) return;
  if (it.props !== true && !(it.props instanceof Name)) it.props = evaluatedPropsToName(gen, it.props);
  if (it.items !== true && !(it.items instanceof Name)) it.items = gen.var("items", _`${it.items ?? 0}`);
}

/** Adds what another module's validator says it evaluated, if anything, as a copy: Ajv adds to the object that it is given. */
export function mergeEvaluatedBy({ gen, it }: KeywordCxt, target: Name): void {
  if (!it.opts.unevaluated) return;
  if (it.props !== true) {
    const evaluated = _`${target}.evaluated?.props`;
    const props = gen.var("props", _`${evaluated} === true || { ...${evaluated} }`);
    it.props = mergeEvaluated.props(gen, props, it.props, Name);
  }
  if (it.items !== true) {
    const items = gen.var("items", _`${target}.evaluated?.items ?? 0`);
    it.items = mergeEvaluated.items(gen, items, it.items, Name);
  }
}
