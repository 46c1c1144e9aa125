import { _, Name, type Ajv2020, type KeywordCxt } from "ajv/dist/2020.js";
import { evaluatedPropsToName, mergeEvaluated } from "ajv/dist/compile/util.js";

/**
 * Lets `anyOf` and `oneOf` count what their valid branches evaluated and nothing else. Ajv takes the record of the first
 * branch that keeps one for the record of the whole, also where that branch fails afterwards: a member that only the
 * failing branch declares would pass as evaluated. With a record of their own, branches are added where they are valid.
 */
export function countValidBranchesOnly({ RULES }: Ajv2020): void {
  for (const keyword of ["anyOf", "oneOf"]) {
    const rule = RULES.all[keyword];
    const definition = typeof rule === "object" ? rule.definition : undefined;
    if (definition === undefined || !("code" in definition)) throw new Error(`Ajv knows no ${keyword}`);
    const { code } = definition;
    definition.code = (cxt, ruleType) => {
      openRecord(cxt);
      code(cxt, ruleType);
    };
  }
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
