import {
  choice,
  either,
  flag,
  integer,
  list,
  optional,
  record,
  required,
  text,
  type Reading,
} from "./form.js";
import { documentForm } from "./document-form.js";
import { resourceForm, type alternative } from "./resource-form.js";
import { schemeForm } from "./scheme-form.js";
import { name, action, policyName, reason, ignore, rights, requestPointer } from "./shared-forms.js";

/** The whole vocabulary: what `x-security` may say in each of its places. */

const schemaForm = record("an object schema", {
  resource: optional(resourceForm, "Makes the schema a resource: rows that somebody owns."),
  ignore,
});

const visibility = either(flag, rights);

const propertyForm = record("a property", {
  visibility: optional(
    record("visibility", {
      create: optional(visibility, "Whether a creating request may send it."),
      read: optional(visibility, "Whether answers show it."),
      update: optional(visibility, "Whether an updating request may send it."),
    }),
    "Who may send and see the property; what is not listed is closed.",
  ),
  sensitive: optional(
    either(
      choice("credential", "secret", "personal", "payment"),
      record("sensitivity", {
        kind: required(choice("credential", "secret", "personal", "payment"), "What the value is."),
        reveal: optional(choice("once"), "The answer that creates it may show it."),
      }),
    ),
    "Credentials and secrets never leave; personal and payment data stay out of logs.",
  ),
  hosts: optional(
    list(text("a host name such as *.example.com", "^(?:\\*\\.)?[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*$")),
    "Hosts that a URL in this property may name.",
  ),
  resource: optional(name, "Resource whose id this is."),
  action: optional(action, "What the caller must be allowed to do with that resource; `read` by default."),
  ignore,
});

const parameterForm = record("a parameter", {
  resource: optional(name, "Resource whose id this is."),
  ignore,
});

const operationFields = {
  action: optional(action, "What is done to the resource; from method and path by default."),
  resource: optional(name, "The resource; from the schemas by default."),
  public: optional(reason, "No credentials are needed, and why."),
  closed: optional(reason, "Every caller is refused, and why: not opened yet, or not any more."),
  rateLimit: optional(list(policyName), "Rate policies instead of the document's."),
  cost: optional(integer(1), "Units that one call consumes."),
  audit: optional(
    either(choice("privileged"), record("an audit event", { event: required(name, "Name of the event.") })),
    "Every call is logged with who, what and outcome.",
  ),
  requires: optional(rights, "Rights that `security` cannot name."),
  authenticates: optional(
    record("authenticates", { identity: required(requestPointer, "Where the attempted identity stands.") }),
    "The operation checks credentials.",
  ),
  surface: optional(choice("public", "internal"), "Where the operation is served."),
  ignore,
};

/** The seven places, in the order of the vocabulary's chapters. */
export const places = {
  document: documentForm,
  scheme: schemeForm,
  schema: schemaForm,
  property: propertyForm,
  parameter: parameterForm,
  pathItem: record("a path item", operationFields),
  operation: record("an operation", operationFields),
} as const;

export type Place = keyof typeof places;

/** What `x-security` in a place is read as. */
export type Annotation<P extends Place> = Reading<(typeof places)[P]>;
export type ResourceAnnotation = Reading<typeof resourceForm>;
export type AlternativeAnnotation = Reading<typeof alternative>;
export type RightsAnnotation = Reading<typeof rights>;
export type RequestPointerAnnotation = Reading<typeof requestPointer>;
export type VisibilityAnnotation = Reading<typeof visibility>;
