import type { Model, Outgoing, Parameter } from "../model/model.js";
import { code, joinCode, literal, memberName, trusted, type Code } from "./code.js";
import { comment } from "./comment.js";
import { importOf } from "./imports.js";
import { group, hardLine, ifBroken, indented, line, print, separated, type Doc } from "./layout.js";
import { parametersView, replyType } from "./outgoing-types.js";
import type { OutgoingSelectors } from "./outgoing-selectors.js";
import type { OutgoingNames, SchemaTable } from "./schemas.js";
import type { Selectors } from "./selectors.js";
import { statusClassesIn, wordsOf } from "./status-classes.js";
import { applied } from "./type-layout.js";
import { outgoingFile } from "./validator-places.js";

/** `outgoing.ts`: what the server sends of its own accord and what may come back, typed, selected and validated. */
export function outgoingView(
  model: Model,
  table: SchemaTable,
  selectors: Selectors,
  extension: Code,
): object {
  const entries = model.outgoing.map((outgoing) => entryOf(outgoing, table, selectors));
  const of = (kind: Outgoing["kind"]) => entries.filter((entry) => entry.outgoing.kind === kind);
  const replies = entries.map(({ outgoing, names }) => ({
    documentation: comment([`What may come back to \`${outgoing.id}\`.`]),
    type: replyType(outgoing, names),
  }));
  const parameters = entries.flatMap(({ outgoing, names }) => parametersView(outgoing, names) ?? []);
  const mentioned = new Set(
    [...replies.map(({ type }) => type), ...parameters.flatMap(({ members }) => members)].flatMap(wordsOf),
  );
  for (const { names } of entries) mentioned.add(names.payload);
  const types = table.schemas.map(({ type }) => type).filter((type) => mentioned.has(type));
  const helpers = (["webhook", "callback"] as const).filter((kind) => of(kind).length > 0).map(trusted);
  const runtime = (names: readonly string[], file: string, keyword: "import" | "import type"): Code[] =>
    names.length === 0
      ? []
      : [importOf(names.map(trusted), trusted(`./runtime/core/outgoing/${file}`), extension, keyword)];
  return {
    imports: [
      trusted(`import { policy } from "./policy${extension}";`),
      ...runtime(helpers, "outgoing", "import"),
      ...runtime(
        ["ReplyOf"].filter((name) => mentioned.has(name)),
        "reply",
        "import type",
      ),
      ...runtime(
        ["MadeOfBody"].filter((name) => mentioned.has(name)),
        "send",
        "import type",
      ),
      trusted(`import * as selectors from "./selectors${extension}";`),
      ...(types.length === 0 ? [] : [importOf(types, trusted("./types"), extension, "import type")]),
    ],
    statusClasses: statusClassesIn(mentioned, "own"),
    parameters,
    replies,
    webhooks: of("webhook").map((entry) => member(entry, extension)),
    callbacks: of("callback").map((entry) => member(entry, extension)),
  };
}

interface Entry {
  readonly outgoing: Outgoing;
  readonly names: OutgoingNames;
  readonly selectors: OutgoingSelectors;
}

function entryOf(outgoing: Outgoing, table: SchemaTable, selectors: Selectors): Entry {
  const names = table.outgoing.get(outgoing);
  const chosen = selectors.outgoing.get(outgoing);
  if (names === undefined || chosen === undefined) throw new Error(`no names for ${outgoing.id}`);
  return { outgoing, names, selectors: chosen };
}

function member(
  { outgoing, names, selectors }: Entry,
  extension: Code,
): { readonly documentation: Code; readonly text: Code } {
  const { kind, id, method, expression, summary } = outgoing;
  const where = expression === null ? method : `${method} ${expression}`;
  const types = [names.payload, names.reply, ...(names.parameters === null ? [] : [names.parameters])];
  const text: Doc = [
    code`${memberName(id)}: `,
    applied(trusted(kind), types),
    trusted("({"),
    indented([hardLine, separated(description(outgoing, selectors, extension), hardLine)]),
    hardLine,
    trusted("}),"),
  ];
  return {
    documentation: comment([summary === null ? `\`${safe(where)}\`` : `\`${safe(where)}\`: ${summary}`], 2),
    text: joinCode([trusted("  "), print(text, 2)], ""),
  };
}

/** The members of what `webhook` or `callback` is given. */
function description(outgoing: Outgoing, selectors: OutgoingSelectors, extension: Code): readonly Doc[] {
  const { method, expression, fileName, payload, parameters } = outgoing;
  const file = trusted(JSON.stringify(outgoingFile(outgoing)).slice(1, -1));
  return [
    ...(expression === null ? [] : [entry("expression", literal(expression))]),
    entry("method", literal(method)),
    contentEntry(payload, selectors.payload),
    ...(selectors.parameters === null ? [] : [parametersEntry(parameters, selectors.parameters)]),
    entry("replies", code`selectors.${selectors.replies}`),
    entry("caps", trusted("policy.caps")),
    entry("checks", code`import("./validators/${file}${extension}")`, trusted(" () =>")),
    entry("checkedAs", literal(fileName)),
  ];
}

/** `key: value,`, with the value on a line of its own where it does not fit beside the key. */
function entry(key: string, value: Code, head: Code = trusted("")): Doc {
  return group([code`${trusted(key)}:${head}`, indented([line, value]), trusted(",")]);
}

function contentEntry(payload: Outgoing["payload"], shape: Code | null): Doc {
  if (payload === null || shape === null) return trusted("content: null,");
  return group([
    trusted("content: {"),
    indented([
      line,
      code`mediaType: ${literal(payload.mediaType)},`,
      line,
      code`shape: selectors.${shape}`,
      ifBroken(trusted(",")),
    ]),
    line,
    trusted("},"),
  ]);
}

function parametersEntry(parameters: readonly Parameter[], shapes: Code): Doc {
  const policies = parameters.map(({ policy }) => policy);
  const text = literal(policies, { indent: 6, beside: "policies: ,".length });
  return [
    trusted("parameters: {"),
    indented([hardLine, code`policies: ${text},`, hardLine, entry("shapes", code`selectors.${shapes}`)]),
    hardLine,
    trusted("},"),
  ];
}

function safe(text: string): string {
  return text.replaceAll("`", "'");
}
