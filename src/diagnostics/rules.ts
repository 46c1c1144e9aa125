import type { Severity } from "./diagnostic.js";

export interface Rule {
  readonly severity: Severity;
  /** What is wrong, as a heading. */
  readonly title: string;
  /** What to do about it, where the finding itself says nothing more exact. */
  readonly help: string;
}

/** Every rule there is, by area. The documentation page of the rules is generated from this table. */
export const rules = {
  // --- document: reading files ---------------------------------------------------------------------------------
  "file-unreadable": {
    severity: "error",
    title: "A file cannot be read",
    help: "Check the path and the permissions of the file.",
  },
  "file-too-large": {
    severity: "error",
    title: "A file is larger, deeper or expands further than any honest document",
    help: "Split the document, or remove the nesting or the YAML aliases that make it grow.",
  },
  "syntax-error": {
    severity: "error",
    title: "A file is not valid YAML or JSON",
    help: "Correct the syntax at the marked place.",
  },
  "duplicate-key": {
    severity: "error",
    title: "An object names one key twice",
    help: "Keep one of the two: which one counts would otherwise depend on the reader.",
  },
  "reserved-key": {
    severity: "error",
    title: "An object has the key `__proto__`",
    help: "Rename the key: JavaScript gives `__proto__` a meaning of its own.",
  },

  // --- document: OpenAPI's structure ---------------------------------------------------------------------------
  "openapi-version": {
    severity: "error",
    title: "The document is not OpenAPI 3.0, 3.1 or 3.2",
    help: "State the version as in `openapi: 3.1.0`.",
  },
  "openapi-structure": {
    severity: "error",
    title: "The document does not have the structure that OpenAPI prescribes",
    help: "Give the member the shape that the OpenAPI Specification prescribes for it.",
  },
  "openapi-deviation": {
    severity: "warning",
    title: "The document departs from OpenAPI in a way that weakens nothing, and whose meaning is certain",
    help: "Correct it all the same: other tools may refuse the document, or read it otherwise.",
  },
  "invalid-pattern": {
    severity: "error",
    title: "A `pattern` is no regular expression",
    help: "Write it as ECMAScript reads it: `\\A`, `\\z`, `\\h`, `(?i)` or `a++` are of other languages.",
  },

  // --- document: references ------------------------------------------------------------------------------------
  "reference-escapes": {
    severity: "error",
    title: "A `$ref` leaves the folder of the document",
    help: "Only files in the folder of the document, or below it, may be referred to: copy the file there.",
  },
  "reference-missing": {
    severity: "error",
    title: "A `$ref` points to nothing",
    help: "Correct the file name or the JSON Pointer of the reference.",
  },
  "reference-circular": {
    severity: "error",
    title: "A `$ref` leads back to itself",
    help: "Let one of the references in the circle name a real definition.",
  },
  "unknown-dialect": {
    severity: "warning",
    title: "A schema states a dialect of JSON Schema that is not known",
    help: "Known are the drafts 4, 6, 7, 2019-09 and 2020-12 and OpenAPI's own dialects; the schema is read like those around it.",
  },

  // --- document: overlays --------------------------------------------------------------------------------------
  "overlay-structure": {
    severity: "error",
    title: "An overlay does not have the structure that the Overlay Specification prescribes",
    help: "An overlay states `overlay`, `info` with `title` and `version`, and at least one action with a `target`.",
  },
  "overlay-target": {
    severity: "error",
    title: "An overlay's action selects nothing, or something it cannot change",
    help: "Correct the JSONPath (RFC 9535): an action without effect is more often a mistake than a wish.",
  },

  // --- output: what stands where files would be written --------------------------------------------------------
  "output-foreign": {
    severity: "error",
    title: "A file that ringfence did not write stands where one would be written",
    help: "Move it away, or generate into another folder.",
  },
  "output-edited": {
    severity: "error",
    title: "A generated file was edited by hand",
    help: "Keep what you changed elsewhere (handlers are yours), then delete the file to generate it again.",
  },
  "output-manifest": {
    severity: "error",
    title: "The manifest `.ringfence.json` cannot be read",
    help: "Restore it from version control, or delete it: files that already are as they would be written are recognised without it.",
  },
  "output-escape": {
    severity: "error",
    title: "A symbolic link leads out of the output folder",
    help: "Replace the link by a folder, or name the folder that it leads to.",
  },

  // --- vocabulary: x-security ----------------------------------------------------------------------------------
  "vocabulary-key": {
    severity: "error",
    title: "A key that `x-security` does not have",
    help: "Correct the key: a misspelt security decision would otherwise be ignored in silence.",
  },
  "vocabulary-value": {
    severity: "error",
    title: "A value in `x-security` that is not of the form its key needs",
    help: "Write the value in the form that the message names.",
  },
  "vocabulary-place": {
    severity: "error",
    title: "`x-security` stands where it has no meaning, or is misspelt",
    help: "It may stand at the root, in a security scheme, a component schema, a property, a parameter, a path item and an operation.",
  },

  // --- checks: judging the model ----------------------------------------------------------------------------------
  "operation-without-security": {
    severity: "error",
    title: "An operation says neither who may call it nor that everybody may",
    help: "State `security`, or `security: []` together with `x-security: { public: … }` and the reason.",
  },
  "public-without-reason": {
    severity: "error",
    title: "An operation asks for no credentials and does not say why",
    help: "Give the reason as `x-security: { public: … }`, or demand credentials.",
  },
  "public-with-security": {
    severity: "error",
    title: "An operation is called public although it demands credentials",
    help: "State `security: []` if it is public, else remove `public`.",
  },
  "undeclared-scheme": {
    severity: "error",
    title: "A requirement names a security scheme that is not declared",
    help: "Declare the scheme in `components.securitySchemes`.",
  },
  "incomplete-scheme": {
    severity: "error",
    title: "A security scheme that is used cannot be verified or is not served",
    help: "State `keys` in the scheme's `x-security`, and for tokens `algorithms`, `issuer` and `audience`; of the types, http basic, bearer and dpop, oauth2, openIdConnect, mutualTLS and apiKey in a header or a cookie are served.",
  },
  "unaccepted-scheme": {
    severity: "warning",
    title: "A requirement asks for credentials that the operation's surface does not accept",
    help: "List the surface in the scheme's `surfaces`, demand another scheme, or move the operation to the other surface.",
  },
  "scheme-in-url": {
    severity: "error",
    title: "A credential travels in the URL",
    help: "Move the key into a header: URLs stand in logs, histories and referrers.",
  },
  "mixed-algorithms": {
    severity: "error",
    title: "A scheme accepts shared-secret and public-key signatures alike",
    help: "Accept algorithms of one kind only, and fetch public keys alone from a URL (RFC 8725 §3.1).",
  },
  "insecure-keys": {
    severity: "error",
    title: "Keys, or answers about tokens, are fetched without TLS",
    help: "Fetch them over https: whoever changes them on the way can let anybody in.",
  },
  "endless-credential": {
    severity: "error",
    title: "Credentials that the server keeps have no end",
    help: "State `rotate`, as in `rotate: 90d`: records must end within it, and `ringfence key` makes such.",
  },
  "resource-without-access": {
    severity: "error",
    title: "A resource says nothing about who may reach its rows",
    help: "List the alternatives in `access`: an owner, a parent, members, roles with `any: true`, or `anyone: true`.",
  },
  "unfiltered-access": {
    severity: "error",
    title: "An access alternative opens every row without saying so",
    help: "Add `any: true`, which is audited, or a condition on the row.",
  },
  "unknown-column": {
    severity: "error",
    title: "An access condition names a property that the resource does not have",
    help: "Name a property of the resource's schema.",
  },
  "unknown-resource": {
    severity: "error",
    title: "An operation names a resource that does not exist",
    help: "Name a component schema that has `x-security.resource`.",
  },
  "unknown-parent": {
    severity: "error",
    title: "An access alternative names a parent that is no resource",
    help: "Name a component schema that has `x-security.resource`.",
  },
  "several-parents": {
    severity: "error",
    title: "A resource has several parents",
    help: "Let all alternatives inherit from one parent by one property.",
  },
  "parent-cycle": {
    severity: "error",
    title: "Parents of resources form a circle",
    help: "Give one resource of the circle an owner of its own.",
  },
  "column-collision": {
    severity: "error",
    title: "Two properties of a resource would be one column",
    help: "Rename one of them: columns are the snake_case names of properties.",
  },
  "table-collision": {
    severity: "error",
    title: "Two resources would share a table",
    help: "State another `table` for one of them.",
  },
  "unbound-id": {
    severity: "error",
    title: "An id is not bound to a resource",
    help: "Bind it with `x-security: { resource: … }` on the parameter or property, or ignore the rule there with the reason.",
  },
  "action-without-id": {
    severity: "warning",
    title: "An operation acts on one row, but no id says which",
    help: "Its handler has to find the row by itself; repositories still show only what the caller may reach.",
  },
  "unknown-rate-policy": {
    severity: "error",
    title: "A rate policy is named but not defined",
    help: "Define it in the document's `x-security.rateLimits`.",
  },
  "edge-policy-key": {
    severity: "error",
    title: "A rate policy is to be enforced at the edge but does not count by address",
    help: "Use `by: address`, or remove `at: edge`.",
  },
  "rate-pointer-missing": {
    severity: "error",
    title: "A rate policy counts by something that the request does not have",
    help: "Correct the pointer, or use the policy only where the request has it.",
  },
  "identity-missing": {
    severity: "error",
    title: "The attempted identity does not stand where the document says",
    help: "Point to a property of the body, a header or a path parameter of the operation.",
  },
  "unlimited-authentication": {
    severity: "error",
    title: "An operation checks credentials without tight limits",
    help: "Name two policies in its `rateLimit`: one by address, and one by the identity that is attempted.",
  },
  "undeclared-visibility": {
    severity: "error",
    title: "A property looks privileged, and nothing says who may send it",
    help: "State `x-security: { visibility: … }`, or `readOnly: true`.",
  },
  "hosts-of-no-text": {
    severity: "error",
    title: "A list of hosts stands where no URL can stand",
    help: "Put `hosts` on the property whose type is string; of a list of URLs, make each item an object with such a property.",
  },
  "slow-pattern": {
    severity: "error",
    title: "A `pattern` takes more than linear time, and no automaton can match it",
    help: "Do without back-references, and without lookaround other than right after a leading `^`; keep counted repetitions small.",
  },
  "empty-enum": {
    severity: "warning",
    title: "An `enum` lists nothing, so no value can be right",
    help: "List the values, or remove the `enum`.",
  },
  "exposed-credential": {
    severity: "error",
    title: "An answer shows a credential",
    help: "Make the property `writeOnly`, or state `x-security: { sensitive: credential }`.",
  },
  "exposed-token": {
    severity: "warning",
    title: "An answer shows what looks like a secret",
    help: "If this answer issues it, ignore the rule here with that reason; else state `x-security: { sensitive: secret }`.",
  },
  "insecure-server": {
    severity: "error",
    title: "A server is reached without TLS",
    help: "Use https, or wss.",
  },
  "literal-secret": {
    severity: "warning",
    title: "The document holds what looks like a secret",
    help: "Replace it by an invented value, and revoke it if it was real.",
  },
  "secret-in-url": {
    severity: "error",
    title: "A parameter puts a secret into the URL",
    help: "Move it into the body or a header: URLs stand in logs, histories and referrers.",
  },
  "open-cors": {
    severity: "error",
    title: "Pages of anybody may act as the user",
    help: "List the origins of your own applications.",
  },
  "outdated-tls-profile": {
    severity: "warning",
    title: "Nobody reviewed the TLS profile for a year",
    help: "Update ringfence: a newer release has profiles that were held against today's recommendations.",
  },
  "alarm-levels": {
    severity: "error",
    title: "An alarm pages before it warns, or counts further than is remembered",
    help: "Let `page` need at least as much as `warn`, and at most 1000.",
  },
  "security-txt": {
    severity: "error",
    title:
      "`security.txt` would be valid for too long, or name what is no URI or a web address without TLS (RFC 9116)",
    help: "Let `validFor` be a year at most; it is renewed whenever somebody asks. Write https, mailto or tel, and other characters than those of URIs as `%C3%A9`.",
  },
  "duplicate-operation-id": {
    severity: "error",
    title: "Two operations have one id",
    help: "Give each operation an id of its own.",
  },
  "ambiguous-path": {
    severity: "error",
    title: "Two paths match the same requests",
    help: "Keep one of the paths, or tell them apart by a fixed segment.",
  },
  "shadowed-operation": {
    severity: "warning",
    title: "An operation is told apart from another by a fragment alone",
    help: "Fragments are never sent, so the server cannot tell the two apart: let one operation describe all of its requests.",
  },
  "unserved-path": {
    severity: "error",
    title: "A path that requests cannot be matched against",
    help: "A path has placeholders such as `{id}`, each with a name of its own and text between them; queries are parameters with `in: query`.",
  },
  "unserved-method": {
    severity: "error",
    title: "A method that never reaches the server",
    help: "Use a method that Node's HTTP parser knows, such as QUERY, COPY, MOVE, LOCK, PROPFIND or REPORT.",
  },
  "health-path": {
    severity: "error",
    title: "An operation stands where the server tells of its health",
    help: "Give it another path: probes would be answered by it. Where `health` of `createServer` names other paths, ignore the rule there with that reason.",
  },
  "path-parameter": {
    severity: "error",
    title: "A path and its parameters do not fit",
    help: "Declare each `{name}` of the path as a parameter with `in: path`, and no other.",
  },
  "unserved-parameter": {
    severity: "error",
    title: "A parameter that cannot be read as it is described",
    help: "Describe it by a `schema` and a style, or by `content` in JSON, or in another type by a schema of plain text.",
  },
  "unserved-form-field": {
    severity: "error",
    title: "A field of a form that cannot be read as it is described",
    help: "Let the field be text, JSON or, in multipart/form-data, a file: directly in the form, or as the items of a list there.",
  },
  "unserved-media-type": {
    severity: "error",
    title: "A body has no media type that is served",
    help: "Describe the body in JSON, as a form or as multipart/form-data; in any other type as text (`type: string`) or bytes (`format: binary`).",
  },
  "skipped-media-type": {
    severity: "warning",
    title: "A media type is left out beside others that are served",
    help: "Describe the body in JSON, as a form or as multipart/form-data; in any other type as text (`type: string`) or bytes (`format: binary`).",
  },
  "unsent-payload": {
    severity: "warning",
    title: "A webhook or callback has a body of no media type that is sent, and is left out",
    help: "Describe the body in JSON, as text (`type: string`) or as bytes (`format: binary`); or send it by code of your own.",
  },
  "unsent-parameter": {
    severity: "warning",
    title: "A webhook or callback leaves without one of its parameters",
    help: "Describe it as a parameter in the query or a header; or send it by code of your own.",
  },
  "discriminator-case": {
    severity: "warning",
    title: "A discriminator chooses by a value that differs from the listed one in letter case alone",
    help: "Write values as the property lists them, by a `mapping` where the schema's name is another.",
  },
  "invalid-expression": {
    severity: "warning",
    title: "A runtime expression of a link or a callback can have no value",
    help: "Write `$url`, `$method`, `$statusCode`, or `$request.` or `$response.` with `header.NAME`, `query.NAME`, `path.NAME` or `body#/POINTER`; inside of other text in braces.",
  },
  "broken-link": {
    severity: "warning",
    title: "A link leads to no operation, or gives it a parameter that it does not take",
    help: "Name an operation of the document and the parameters that it declares, as `path.id` where two share a name.",
  },
  "unknown-ignore": {
    severity: "error",
    title: "An `ignore` names no rule",
    help: "Correct the name of the rule.",
  },
  "unused-ignore": {
    severity: "warning",
    title: "An `ignore` silences nothing",
    help: "Remove it, so that it does not hide a later mistake.",
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleId = keyof typeof rules;

/** The row of a rule, or undefined where no rule has this id. */
export function ruleOf(id: string): Rule | undefined {
  return Object.hasOwn(rules, id) ? rules[id as RuleId] : undefined;
}

export const ruleIds = Object.keys(rules) as readonly RuleId[];
