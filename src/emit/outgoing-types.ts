import type { Outgoing } from "../model/model.js";
import { code, trusted, type Code } from "./code.js";
import { comment } from "./comment.js";
import { beside, print, type Doc } from "./layout.js";
import type { OutgoingNames } from "./schemas.js";
import { declaredUnion, mediaTypeType, statusType } from "./status-classes.js";
import { applied, appliedTo } from "./type-layout.js";

/** What may come back: a member for each status and media type that the document declares. */
export function replyType({ replies }: Outgoing, names: OutgoingNames): Code {
  const members = replies.flatMap(({ status, content }): readonly Doc[] => {
    const bare = appliedTo(trusted("ReplyOf"), statusType(status));
    if (content.length === 0) return [bare];
    return content.map((each) =>
      applied(trusted("ReplyOf"), [
        statusType(status),
        mediaTypeType(each.mediaType),
        names.replies.get(each) ?? trusted("unknown"),
      ]),
    );
  });
  const head = code`export type ${names.reply} =`;
  const [only] = members;
  if (only === undefined) return code`${head} never;`;
  return members.length === 1 ? print([head, beside(only), trusted(";")]) : declaredUnion(head, members);
}

/** The interface of what a request carries beside its body; null where that is nothing. */
export function parametersView(
  { id, parameters }: Outgoing,
  names: OutgoingNames,
): { readonly documentation: Code; readonly name: Code; readonly members: readonly Code[] } | null {
  if (names.parameters === null) return null;
  const isRequired = (location: string): boolean =>
    parameters.some(({ policy }) => policy.in === location && policy.required);
  const member = (key: string, location: string, type: Code): Code =>
    code`readonly ${trusted(key)}${trusted(isRequired(location) ? "" : "?")}: ${type};`;
  return {
    documentation: comment([`What \`${id}\` carries beside its body.`]),
    name: names.parameters,
    members: [
      ...(names.query === null ? [] : [member("query", "query", names.query)]),
      ...(names.header === null ? [] : [member("headers", "header", code`MadeOfBody<${names.header}>`)]),
    ],
  };
}
