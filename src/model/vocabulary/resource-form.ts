import { choice, either, list, map, optional, record, required, scalar } from "./form.js";
import { name, action, sqlName, sqlNamePattern } from "./shared-forms.js";

/** Chapter 3 of the vocabulary: whose rows they are. */

const member = record("a membership", {
  table: required(sqlName, "Table of memberships."),
  resource: required(sqlName, "Its column with the id of the row."),
  principal: required(sqlName, "Its column with the subject of the member."),
  where: optional(
    map("columns", either(scalar, list(scalar)), sqlNamePattern),
    "Further columns and the values they may have.",
  ),
});

export const alternative = record(
  "an access alternative",
  {
    owner: optional(name, "Property that equals the principal's subject."),
    match: optional(map("properties", name), "Property → claim that it equals."),
    member: optional(member, "A membership table that lists the principal."),
    where: optional(map("properties", either(scalar, list(scalar))), "Property → values it may have."),
    parent: optional(name, "Resource whose access is inherited."),
    via: optional(name, "Property that holds the parent's id."),
    scopes: optional(list(name), "Every one of these scopes is needed."),
    roles: optional(list(name), "One of these roles is needed."),
    anyone: optional(choice(true), "Open to callers without credentials."),
    any: optional(choice(true), "Lifts the owner filter; always audited."),
    crossTenant: optional(choice(true), "Lifts the tenant filter as well."),
    actions: optional(list(action), "Actions it grants; all where none is listed."),
  },
  [
    { kind: "needs", key: "parent", other: "via" },
    { kind: "needs", key: "via", other: "parent" },
    { kind: "excludes", key: "anyone", other: "owner" },
    { kind: "excludes", key: "anyone", other: "match" },
    { kind: "excludes", key: "anyone", other: "member" },
    { kind: "excludes", key: "anyone", other: "scopes" },
    { kind: "excludes", key: "anyone", other: "roles" },
  ],
);

export const resourceForm = record("a resource", {
  table: optional(sqlName, "Table; snake_case plural of the schema's name by default."),
  id: optional(name, "Property that identifies a row; `id` by default."),
  tenant: optional(name, "Property that must equal the principal's tenant."),
  hide: optional(choice(404, 403), "Answer for what exists but is not the caller's."),
  unique: optional(
    list(either(name, list(name))),
    "Properties that no two rows share: a name for one alone, a list for several together.",
  ),
  access: optional(list(alternative), "Who may reach a row: alternatives, any of which suffices."),
});
