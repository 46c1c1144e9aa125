import type { Model, Resource } from "../model/model.js";
import { recalling } from "../document/remember.js";
import { code, joinCode, literal, lineWidth, memberName, trusted, type Code } from "./code.js";
import { importOf } from "./imports.js";
import { beside, group, print, textsOf, type Doc } from "./layout.js";
import { allFields, needsRequiring, type Field, type ResourceTypes } from "./rows.js";
import type { ResourceNames, SchemaTable } from "./schemas.js";
import { annotatedUnion, parenthesized, unionOf } from "./type-layout.js";

const plainActions = new Set(["list", "read", "create", "update", "delete"]);

/** The typed repositories and how they are bound to a request. */
export function dataView(
  model: Model,
  table: SchemaTable,
  types: ReadonlyMap<Resource, ResourceTypes>,
  extension: Code,
): object {
  const actions = actionsByResource(model);
  const resources = model.resources.map((resource) => {
    const names = table.resources.get(resource);
    const own = types.get(resource);
    if (names === undefined || own === undefined)
      throw new Error(`no types for the resource ${resource.name}`);
    const verbs = verbsOf(resource, actions.get(resource.name) ?? []);
    const called = [names.row, names.createValues, names.updateValues, names.filter];
    return views(own, [resource, ...called, ...verbs], () => resourceView(resource, names, own, verbs));
  });
  const own = [...types.values()];
  const mentioned = new Set(own.flatMap(mentionedBy));
  const named = [
    ...table.schemas.map(({ type }) => type).filter((type) => mentioned.has(type)),
    ...(own.some(needsRequiring) ? [trusted("WithRequired")] : []),
  ];
  return {
    extension,
    imports: [
      importOf(
        [trusted("createRepository"), trusted("transaction"), trusted("type Repository")],
        trusted("./runtime/data/repository"),
        extension,
        "import",
      ),
      importOf([trusted("DataSource")], trusted("./runtime/data/source"), extension, "import type"),
      ...(named.length === 0 ? [] : [importOf(named, trusted("./types"), extension, "import type")]),
    ],
    interfaces: resources.flatMap(({ interfaces }) => interfaces),
    resources,
  };
}

const views = recalling<ReturnType<typeof resourceView>>();

/** Names that stand in types of fields, among other texts. */
function mentionedBy(types: ResourceTypes): readonly Code[] {
  return mentions(types, [], () => allFields(types).flatMap(({ type }) => textsOf(type.doc)));
}

const mentions = recalling<readonly Code[]>();

function resourceView(
  resource: Resource,
  names: ResourceNames,
  types: ResourceTypes,
  verbs: readonly string[],
) {
  const { row, createValues, updateValues, filter } = names;
  const verb =
    verbs.length === 0
      ? []
      : [
          joinCode(
            verbs.map((text) => literal(text)),
            " | ",
          ),
        ];
  const args = [row, createValues, updateValues, filter, ...verb];
  const key = memberName(resource.repository);
  return {
    table: resource.table,
    name: literal(resource.name),
    key,
    interfaces: [
      {
        documentation: trusted(`/** A row of ${literal(resource.table)}. */`),
        declaration: declare(row, types.row),
      },
      {
        documentation: trusted("/** What a client may set on create. */"),
        declaration: declare(createValues, types.create),
      },
      {
        documentation: trusted("/** What a client may change. */"),
        declaration: isPartial(types)
          ? print([code`export type ${updateValues} =`, beside(code`Partial<${createValues}>`), trusted(";")])
          : declare(updateValues, types.update),
      },
      {
        documentation: trusted("/** What rows may be found by; of a list, one value must match. */"),
        declaration: declare(filter, types.filter.map(listed)),
      },
    ],
    type: typeArguments(code`  readonly ${key}: Repository`, args, trusted(";")),
    creation: typeArguments(
      code`    ${key}: createRepository`,
      args,
      code`(access, ${literal(resource.name)}),`,
    ),
  };
}

/** Whether a client may change what it may set, and nothing else. */
function isPartial({ create, update }: ResourceTypes): boolean {
  const same = (field: Field, index: number): boolean =>
    field.property === create[index]?.property && field.type.text === create[index].type.text;
  return update.length > 0 && update.length === create.length && update.every(same);
}

/** A filter takes one value, or several of which one must match; null finds rows without one. */
function listed({ type, ...field }: Field): Field {
  const several = type.members.length > 1;
  const list: Doc = [
    trusted("readonly "),
    several ? parenthesized(unionOf(type.members)) : type.members,
    trusted("[]"),
  ];
  const members = [...type.members, list, trusted("undefined")];
  const doc = annotatedUnion(members);
  return { ...field, type: { text: print(doc), doc, members } };
}

function declare(name: Code, fields: readonly Field[]): Code {
  if (fields.length === 0) return code`export type ${name} = Readonly<Record<string, never>>;`;
  const lines = fields.map(({ property, optional, type }) => {
    const key = code`readonly ${memberName(property)}${trusted(optional ? "?" : "")}: `;
    return code`  ${print([group([key, type.doc]), trusted(";")], 2)}\n`;
  });
  return code`export interface ${name} {\n${joinCode(lines, "")}}`;
}

function typeArguments(head: Code, args: readonly Code[], tail: Code): Code {
  const flat = code`${head}<${joinCode(args, ", ")}>${tail}`;
  if (flat.length <= lineWidth) return flat;
  const margin = trusted(" ".repeat(/^ */.exec(head)?.[0].length ?? 0));
  return code`${head}<\n${joinCode(
    args.map((argument) => code`${margin}  ${argument}`),
    ",\n",
  )}\n${margin}>${tail}`;
}

/** The verbs beyond the plain actions that operations name, by their resource. */
function actionsByResource({ operations }: Model): ReadonlyMap<string, readonly string[]> {
  const actions = new Map<string, string[]>();
  for (const { resource, action } of operations) {
    if (resource === null || plainActions.has(action)) continue;
    const known = actions.get(resource);
    if (known === undefined) actions.set(resource, [action]);
    else known.push(action);
  }
  return actions;
}

/** The verbs beyond the plain actions that an operation or an alternative names for the resource. */
function verbsOf(resource: Resource, ofOperations: readonly string[]): readonly string[] {
  const alternatives = resource.access.kind === "specified" ? resource.access.value : [];
  const named = [...ofOperations, ...alternatives.flatMap(({ policy }) => policy.actions ?? [])];
  return [...new Set(named)].filter((action) => !plainActions.has(action)).sort();
}
