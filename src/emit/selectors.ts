import type { JsonValue } from "../document/document.js";
import { recalling } from "../document/remember.js";
import type { Model, Operation, Outgoing, SchemaVariant } from "../model/model.js";
import { headerShapes, isComposite, responseShapes } from "./answer-shapes.js";
import { trusted, type Code } from "./code.js";
import { declaration, importedNames, importsFor, type Declaration } from "./declarations.js";
import { members } from "./expression.js";
import { guardsOf, inputs } from "./guards.js";
import { lowerFirst, UniqueNames } from "./naming.js";
import {
  declareOutgoing,
  nameOutgoing,
  outgoingSchemas,
  type OutgoingSelectors,
} from "./outgoing-selectors.js";
import { isSelected, type SchemaTable } from "./schemas.js";
import { shapeOf, type ShapeContext } from "./shapes.js";
import { tellingVariants } from "./telling.js";
import { variantsIn } from "./variants-in.js";

/** What `selectors.ts` exports for an operation. */
export interface OperationSelectors {
  readonly responses: Code;
  /** Null where none of its answers declares a header. */
  readonly headers: Code | null;
  /** Null where no field of its parameters and bodies is conditional. */
  readonly guards: Code | null;
}

export interface Selectors {
  readonly view: (extension: Code) => object;
  readonly operations: ReadonlyMap<Operation, OperationSelectors>;
  readonly outgoing: ReadonlyMap<Outgoing, OutgoingSelectors>;
}

/** The shapes of everything that leaves, and of the bodies in which some fields are for some principals only. */
export function selectors(model: Model, table: SchemaTable): Selectors {
  const byName = new Map(model.schemas.variants.map((variant) => [variant.name, variant]));
  const taken = new UniqueNames(importedNames);
  const conditional = conditionals(model.schemas, [], () => conditionalVariants(byName));
  const operations = new Map(
    model.operations.map((operation) => [operation, nameOperation(operation, conditional, table, taken)]),
  );
  const roots = model.operations.flatMap((operation) =>
    rootVariants(operation, operations.get(operation)?.guards !== null),
  );
  const outgoing = new Map(model.outgoing.map((each) => [each, nameOutgoing(each, taken)]));
  const sent = model.outgoing.flatMap(outgoingSchemas);
  const needed = reachable([...roots, ...sent.flatMap(variantsIn)], byName);
  const functions = new Map(
    needed.map(({ name }) => [name, taken.take(lowerFirst(name), `${lowerFirst(name)}Shape`)]),
  );
  const context = shapeContext(functions, byName);
  const shaped = [
    ...needed.map(({ schema }) => schema),
    ...model.operations.flatMap((operation) =>
      rootSchemas(operation, operations.get(operation)?.guards !== null),
    ),
    ...sent,
  ];
  const telling = tellings(model.schemas, shaped, () => tellingVariants(shaped, byName));
  const declarations = [
    ...needed.map((variant) => variantDeclaration(variant, context, telling.has(variant.name))),
    ...model.operations.flatMap((operation) =>
      operationDeclarations(operation, operations.get(operation), context),
    ),
    ...[...outgoing].flatMap(([each, names]) => declareOutgoing(each, names, context)),
  ];
  return {
    operations,
    outgoing,
    view: (extension) => ({
      imports: importsFor(declarations, extension),
      declarations: declarations.map(({ text }) => text),
    }),
  };
}

/** Most changes of operations are none of what their schemas are. */
const conditionals = recalling<ReadonlySet<string>>();
const tellings = recalling<ReadonlySet<string>>();

function nameOperation(
  operation: Operation,
  conditional: ReadonlySet<string>,
  table: SchemaTable,
  taken: UniqueNames,
): OperationSelectors {
  const binding = table.operations.get(operation)?.binding ?? operation.id;
  const guarded = inputs(operation).some(
    ({ schema }) =>
      schema.conditional.length > 0 || variantsIn(schema.schema).some((variant) => conditional.has(variant)),
  );
  return {
    responses: taken.take(binding, `${binding}Responses`),
    headers: operation.responses.some(({ headers }) => headers.length > 0)
      ? taken.take(`${binding}Headers`)
      : null,
    guards: guarded ? taken.take(`${binding}Guards`) : null,
  };
}

/** The variants that what the operation declares refers to. */
function rootVariants(operation: Operation, isGuarded: boolean): readonly string[] {
  return roots(operation.responses, [...received(operation), isGuarded], () =>
    rootSchemas(operation, isGuarded).flatMap(variantsIn),
  );
}

/** What callers send, which has its say in shapes beside the answers. */
function received({ parameters, queryString, body }: Operation): readonly unknown[] {
  return [parameters, queryString, body];
}

/** The schemas that the operation's shapes are made of. */
function rootSchemas(operation: Operation, isGuarded: boolean): readonly JsonValue[] {
  const leaving = operation.responses.flatMap(({ content }) => content.filter(isSelected));
  const headers = operation.responses.flatMap((response) => response.headers.filter(isComposite));
  const guarded = isGuarded ? inputs(operation) : [];
  return [...leaving, ...headers, ...guarded].map(({ schema }) => schema.schema);
}

const roots = recalling<readonly string[]>();

/** These variants and those that they refer to, directly or not, in the order of the document. */
function reachable(
  roots: readonly string[],
  byName: ReadonlyMap<string, SchemaVariant>,
): readonly SchemaVariant[] {
  const found = new Set<string>();
  const pending = [...roots];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const variant = byName.get(name);
    if (variant === undefined || found.has(name)) continue;
    found.add(name);
    pending.push(...variantsIn(variant.schema));
  }
  return [...byName.values()].filter(({ name }) => found.has(name));
}

/** The variants that hold a conditional property, or refer to one that does. */
function conditionalVariants(byName: ReadonlyMap<string, SchemaVariant>): ReadonlySet<string> {
  const users = new Map<string, string[]>();
  for (const { name, schema } of byName.values())
    for (const variant of variantsIn(schema)) {
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

interface DeclarationContext extends ShapeContext {
  /** What shapes that refer to these variants depend on, beside the schemas they are made of. */
  readonly around: (variants: readonly string[]) => readonly unknown[];
}

function shapeContext(
  functions: ReadonlyMap<string, Code>,
  byName: ReadonlyMap<string, SchemaVariant>,
): DeclarationContext {
  return {
    around: (variants) => variants.flatMap((name) => [functions.get(name), byName.get(name)?.component]),
    componentOf: (variant) => byName.get(variant)?.component ?? variant,
    functionOf: (variant) => {
      const shape = functions.get(variant);
      if (shape === undefined) throw new Error(`no shape for the variant ${variant}`);
      return shape;
    },
  };
}

function variantDeclaration(
  variant: SchemaVariant,
  context: DeclarationContext,
  tells: boolean,
): Declaration {
  const name = context.functionOf(variant.name);
  return variantDeclarations(variant, [name, tells, ...context.around(variantsIn(variant.schema))], () => {
    const shape = shapeOf(variant.schema, variant.conditional, context, tells);
    return declaration(name, trusted("Shape"), shape);
  });
}

const variantDeclarations = recalling<Declaration>();

function operationDeclarations(
  operation: Operation,
  names: OperationSelectors | undefined,
  context: DeclarationContext,
): readonly Declaration[] {
  if (names === undefined) throw new Error(`no names for the operation ${operation.id}`);
  const around = context.around(rootVariants(operation, names.guards !== null));
  const { responses, headers, guards } = names;
  return declarationsOf(
    operation.responses,
    [...received(operation), responses, headers, guards, ...around],
    () => declareOperation(operation, names, context),
  );
}

const declarationsOf = recalling<readonly Declaration[]>();

function declareOperation(
  operation: Operation,
  names: OperationSelectors,
  context: ShapeContext,
): readonly Declaration[] {
  const declared = [
    declaration(names.responses, trusted("ResponseShapes"), responseShapes(operation.responses, context)),
    ...(names.headers === null
      ? []
      : [declaration(names.headers, trusted("HeaderShapes"), headerShapes(operation, context))]),
  ];
  if (names.guards === null) return declared;
  const guards = members(guardsOf(operation, context));
  return [...declared, declaration(names.guards, trusted("Guards"), guards)];
}
