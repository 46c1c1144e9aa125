import type { JsonValue } from "../document/document.js";
import type { Model, Operation, Outgoing, ResponseContent, SchemaVariant } from "../model/model.js";
import { code, trusted, type Code } from "./code.js";
import { assigned, data, members, type Expression } from "./expression.js";
import { importOf } from "./imports.js";
import { lowerFirst, UniqueNames } from "./naming.js";
import { isObject, isSelected, isStructured, variantOf, type SchemaTable } from "./schemas.js";
import { shapeOf, tellingVariants, type ShapeContext } from "./shapes.js";

/** What `selectors.ts` exports for an operation. */
export interface OperationSelectors {
  readonly responses: Code;
  /** Null where no field of its bodies is conditional. */
  readonly guards: Code | null;
}

export interface Selectors {
  readonly view: (extension: Code) => object;
  readonly operations: ReadonlyMap<Operation, OperationSelectors>;
  /** Constants of what the server sends of its own accord; those without a body have none. */
  readonly payloads: ReadonlyMap<Outgoing, Code>;
}

const helpers = ["all", "array", "json", "literal", "object", "ref", "some", "tuple", "value", "when"];

/** The shapes of everything that leaves, and of the bodies in which some fields are for some principals only. */
export function selectors(model: Model, table: SchemaTable): Selectors {
  const byName = new Map(model.schemas.variants.map((variant) => [variant.name, variant]));
  const taken = new UniqueNames(helpers);
  const conditional = conditionalVariants(byName);
  const operations = new Map(
    model.operations.map((operation) => [operation, nameOperation(operation, conditional, table, taken)]),
  );
  const roots = model.operations.flatMap((operation) =>
    rootSchemas(operation, operations.get(operation)?.guards !== null),
  );
  const sent = model.outgoing.flatMap((outgoing) => {
    const { kind, id, payload } = outgoing;
    const wish = `${id}${kind === "webhook" ? "Webhook" : "Callback"}`;
    return payload === null ? [] : [{ outgoing, payload, constant: taken.take(wish) }];
  });
  const payloads = sent.map(({ payload }) => payload);
  const needed = reachable(
    [...roots, ...payloads.filter(isSelected).map(({ schema }) => schema.schema)],
    byName,
  );
  const constants = new Map(
    needed.map(({ name }) => [name, taken.take(lowerFirst(name), `${lowerFirst(name)}Shape`)]),
  );
  const context = shapeContext(constants, byName);
  const telling = tellingVariants(needed);
  const declarations = [
    ...needed.map((variant) => variantDeclaration(variant, context, telling.has(variant.name))),
    ...model.operations.flatMap((operation) =>
      operationDeclarations(operation, operations.get(operation), context),
    ),
    ...sent.map(({ payload, constant }) =>
      declaration(constant, trusted("ResponseShape"), responseShape(payload, context)),
    ),
  ];
  return {
    operations,
    payloads: new Map(sent.map(({ outgoing, constant }) => [outgoing, constant])),
    view: (extension) => ({ imports: imports(declarations, extension), declarations }),
  };
}

function nameOperation(
  operation: Operation,
  conditional: ReadonlySet<string>,
  table: SchemaTable,
  taken: UniqueNames,
): OperationSelectors {
  const binding = table.operations.get(operation)?.binding ?? operation.id;
  const guarded = (operation.body?.content ?? []).some(
    ({ schema }) =>
      schema.conditional.length > 0 ||
      variantsIn([schema.schema]).some((variant) => conditional.has(variant)),
  );
  return {
    responses: taken.take(binding, `${binding}Responses`),
    guards: guarded ? taken.take(`${binding}Guards`) : null,
  };
}

function rootSchemas(operation: Operation, isGuarded: boolean): readonly JsonValue[] {
  const leaving = operation.responses.flatMap(({ content }) => content.filter(isSelected));
  const guarded = isGuarded ? (operation.body?.content ?? []) : [];
  return [...leaving, ...guarded].map(({ schema }) => schema.schema);
}

/** The variants that these schemas refer to, directly or not, in the order of the document. */
function reachable(
  roots: readonly JsonValue[],
  byName: ReadonlyMap<string, SchemaVariant>,
): readonly SchemaVariant[] {
  const found = new Set<string>();
  const pending = [...variantsIn(roots)];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const variant = byName.get(name);
    if (variant === undefined || found.has(name)) continue;
    found.add(name);
    pending.push(...variantsIn([variant.schema]));
  }
  return [...byName.values()].filter(({ name }) => found.has(name));
}

/** The variants that hold a conditional property, or refer to one that does. */
function conditionalVariants(byName: ReadonlyMap<string, SchemaVariant>): ReadonlySet<string> {
  const users = new Map<string, string[]>();
  for (const { name, schema } of byName.values())
    for (const variant of variantsIn([schema])) {
      const known = users.get(variant);
      if (known === undefined) users.set(variant, [name]);
      else known.push(name);
    }
  const found = new Set<string>();
  const pending = [...byName.values()]
    .filter(({ conditional }) => conditional.length > 0)
    .map(({ name }) => name);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    pending.push(...(users.get(name) ?? []));
  }
  return found;
}

/** The variants that these schemas name, each once. */
function variantsIn(roots: readonly JsonValue[]): readonly string[] {
  const found = new Set<string>();
  const pending: JsonValue[] = [...roots];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (Array.isArray(value)) pending.push(...(value as readonly JsonValue[]));
    if (!isObject(value)) continue;
    const { $ref } = value;
    if (typeof $ref === "string" && $ref.startsWith("#/")) found.add(variantOf($ref));
    pending.push(...Object.values(value));
  }
  return [...found];
}

function shapeContext(
  constants: ReadonlyMap<string, Code>,
  byName: ReadonlyMap<string, SchemaVariant>,
): ShapeContext {
  return {
    componentOf: (variant) => byName.get(variant)?.component ?? variant,
    constantOf: (variant) => {
      const constant = constants.get(variant);
      if (constant === undefined) throw new Error(`no shape for the variant ${variant}`);
      return constant;
    },
  };
}

function variantDeclaration(variant: SchemaVariant, context: ShapeContext, tells: boolean): Code {
  const shape = shapeOf(variant.schema, variant.conditional, context, tells);
  return declaration(context.constantOf(variant.name), trusted("Shape"), shape);
}

function operationDeclarations(
  operation: Operation,
  names: OperationSelectors | undefined,
  context: ShapeContext,
): readonly Code[] {
  if (names === undefined) throw new Error(`no names for the operation ${operation.id}`);
  const responses = members(
    operation.responses.map(({ status, content }) => [
      status,
      members(content.map((each) => [each.mediaType, responseShape(each, context)])),
    ]),
  );
  const declared = declaration(names.responses, trusted("ResponseShapes"), responses);
  if (names.guards === null) return [declared];
  const guards = members(
    (operation.body?.content ?? [])
      .filter(({ policy }) => isStructured(policy))
      .map(({ policy, schema }) => [
        policy.mediaType,
        shapeOf(schema.schema, schema.conditional, context, false),
      ]),
  );
  return [declared, declaration(names.guards, trusted("Readonly<Record<string, Shape>>"), guards)];
}

function responseShape({ kind, schema }: ResponseContent, context: ShapeContext): Expression {
  const shape = (): Expression => shapeOf(schema.schema, schema.conditional, context, false);
  switch (kind) {
    case "text":
    case "binary":
      return data({ kind });
    case "textEvents":
      return data({ kind: "events", data: null });
    case "events":
      return members([["kind", data(kind)] as const, ["data", shape()] as const]);
    case "json":
    case "items":
      return members([["kind", data(kind)] as const, ["shape", shape()] as const]);
  }
}

function declaration(constant: Code, type: Code, value: Expression): Code {
  return assigned(code`export const ${constant}: ${type} =`, value);
}

/** Only what the declarations call is imported. */
function imports(declarations: readonly Code[], extension: Code): Code {
  const text = declarations.join("\n").replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  const isUsed = (word: string): boolean =>
    new RegExp(`(?<![.\\p{ID_Continue}$])${word}(?![\\p{ID_Continue}$:])`, "u").test(text);
  const types = ["ResponseShape", "ResponseShapes", "Shape"].filter(
    (type) => text.includes(`: ${type} =`) || text.includes(`, ${type}>`),
  );
  const names = [...helpers.filter(isUsed), ...types.map((type) => `type ${type}`)].map(trusted);
  return importOf(names, trusted("./runtime/core/shape"), extension, "import");
}
