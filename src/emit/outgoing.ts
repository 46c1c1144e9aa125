import type { Model, Outgoing } from "../model/model.js";
import { code, joinCode, literal, memberName, trusted, type Code } from "./code.js";
import { comment } from "./comment.js";
import { importOf } from "./imports.js";
import { group, ifBroken, indented, line, print, softLine, type Doc } from "./layout.js";
import type { SchemaTable } from "./schemas.js";
import type { Selectors } from "./selectors.js";

/** `outgoing.ts`: what the server sends of its own accord, typed and selected. */
export function outgoingView(
  model: Model,
  table: SchemaTable,
  selectors: Selectors,
  extension: Code,
): object {
  const entries = model.outgoing.map((outgoing) => ({
    outgoing,
    type: table.payloads.get(outgoing) ?? trusted("undefined"),
    constant: selectors.payloads.get(outgoing) ?? null,
  }));
  const of = (kind: Outgoing["kind"]) => entries.filter((entry) => entry.outgoing.kind === kind);
  const known = new Set<string>(table.schemas.map(({ type }) => type));
  const types = [...new Set(entries.map(({ type }) => type))].filter((type) => known.has(type));
  const helpers = (["webhook", "callback"] as const).filter((kind) => of(kind).length > 0).map(trusted);
  return {
    extension,
    imports: [
      importOf(helpers, trusted("./runtime/core/outgoing/outgoing"), extension, "import"),
      ...(entries.some(({ constant }) => constant !== null)
        ? [trusted(`import * as selectors from "./selectors${extension}";`)]
        : []),
      ...(types.length === 0 ? [] : [importOf(types, trusted("./types"), extension, "import type")]),
    ],
    webhooks: of("webhook").map(member),
    callbacks: of("callback").map(member),
  };
}

interface Entry {
  readonly outgoing: Outgoing;
  readonly type: Code;
  readonly constant: Code | null;
}

function member({ outgoing, type, constant }: Entry): { readonly documentation: Code; readonly text: Code } {
  const { kind, id, method, expression, payload, summary } = outgoing;
  const where = expression === null ? method : `${method} ${expression}`;
  const content =
    payload === null || constant === null
      ? trusted("null")
      : code`{ mediaType: ${literal(payload.mediaType)}, shape: selectors.${constant} }`;
  const description: Doc = group([
    trusted("{"),
    indented([
      line,
      code`method: ${literal(method)},`,
      line,
      code`content: ${content}`,
      ifBroken(trusted(",")),
    ]),
    line,
    trusted("}"),
  ]);
  const head = code`${memberName(id)}: ${trusted(kind)}<${type}>(`;
  const text: Doc =
    expression === null
      ? [head, description, trusted(")")]
      : group([
          head,
          indented([softLine, code`${literal(expression)},`, line, description, ifBroken(trusted(","))]),
          softLine,
          trusted(")"),
        ]);
  return {
    documentation: comment([summary === null ? `\`${safe(where)}\`` : `\`${safe(where)}\`: ${summary}`], 2),
    text: joinCode([trusted("  "), print([text, trusted(",")], 2)], ""),
  };
}

function safe(text: string): string {
  return text.replaceAll("`", "'");
}
