import { _, Name, type Ajv2020, type CodeKeywordDefinition, type KeywordCxt } from "ajv/dist/2020.js";
import { alwaysValidSchema, evaluatedPropsToName, mergeEvaluated } from "ajv/dist/compile/util.js";

/**
 * Lets branches count what they evaluated where they are valid, and nothing else. Ajv takes the record of the first branch
 * that keeps one for the record of the whole, also where that branch fails afterwards, or is not looked at (the schema of
 * a dependency): a member that only the failing branch declares would pass as evaluated, and one that stands beside it
 * would not. With a record of their own, branches are added where they are valid.
 */
export function countValidBranchesOnly(ajv: Ajv2020): void {
  for (const keyword of ["anyOf", "oneOf", "dependentSchemas", "if"]) {
    rewrite(ajv, keyword, (code) => (cxt, ruleType) => {
      openRecord(cxt);
      (keyword === "if" ? conditional : code)(cxt, ruleType);
    });
  }
  rewrite(ajv, "unevaluatedItems", (code) => (cxt, ruleType) => {
    countAllItems(cxt);
    code(cxt, ruleType);
  });
}

type Writer = CodeKeywordDefinition["code"];

function rewrite({ RULES }: Ajv2020, keyword: string, change: (code: Writer) => Writer): void {
  const rule = RULES.all[keyword];
  const definition = typeof rule === "object" ? rule.definition : undefined;
  if (definition === undefined || !("code" in definition)) throw new Error(`Ajv knows no ${keyword}`);
  definition.code = change(definition.code);
}

/** Ajv compares how many items there are with how many were evaluated, also where that is `true`: all of them. */
function countAllItems({ gen, it, data }: KeywordCxt): void {
  if (it.items instanceof Name)
    it.items = gen.var("items", _`${it.items} === true ? ${data}.length : ${it.items}`);
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
  const quiet = { compositeRule: true, createErrors: false, allErrors: false } as const;
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

/** Adds what another module's validator says it evaluated, as a copy: Ajv adds to the object that it is given. */
export function mergeEvaluatedBy({ gen, it }: KeywordCxt, target: Name): void {
  if (!it.opts.unevaluated) return;
  if (it.props !== true) {
    const evaluated = _`${target}.evaluated?.props`;
    const props = gen.var("props", _`typeof ${evaluated} === "object" ? { ...${evaluated} } : ${evaluated}`);
    it.props = mergeEvaluated.props(gen, props, it.props, Name);
  }
  if (it.items !== true) {
    const items = gen.var("items", _`${target}.evaluated?.items`);
    it.items = mergeEvaluated.items(gen, items, it.items, Name);
  }
}
