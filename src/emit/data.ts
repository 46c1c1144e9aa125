import type { Model, Resource } from "../model/model.js";
import { code, joinCode, literal, lineWidth, memberName, trusted, type Code } from "./code.js";
import { importOf } from "./imports.js";
import { group, print, type Doc } from "./layout.js";
import { allFields, type Field, type ResourceTypes } from "./rows.js";
import { mentionsRequiring } from "./types.js";
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
  const resources = model.resources.map((resource) => {
    const names = table.resources.get(resource);
    const own = types.get(resource);
    if (names === undefined || own === undefined)
      throw new Error(`no types for the resource ${resource.name}`);
    return resourceView(resource, names, own, verbsOf(resource, model));
  });
  const texts = allFields(types).map(({ type }) => type.text);
  const named = [
    ...(texts.some((text) => text.includes("components[")) ? [trusted("components")] : []),
    ...(texts.some(mentionsRequiring) ? [trusted("WithRequired")] : []),
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
        declaration: declare(updateValues, types.update),
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

/** The verbs beyond the plain actions that an operation or an alternative names for the resource. */
function verbsOf(resource: Resource, model: Model): readonly string[] {
  const alternatives = resource.access.kind === "specified" ? resource.access.value : [];
  const named = [
    ...model.operations
      .filter((operation) => operation.resource === resource.name)
      .map(({ action }) => action),
    ...alternatives.flatMap(({ policy }) => policy.actions ?? []),
  ];
  return [...new Set(named)].filter((action) => !plainActions.has(action)).sort();
}
