/**
 * What the split does with each keyword of JSON Schema 2020-12 (and of OpenAPI's schema objects). A keyword that is in
 * none of these sets is noise to a validator and a type, or a definition that gets a variant of its own: it is left out.
 */
export const keptKeywords: ReadonlySet<string> = new Set([
  ...["type", "enum", "const", "format", "pattern", "minLength", "maxLength"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minItems", "maxItems", "uniqueItems", "minContains", "maxContains"],
  ...["minProperties", "maxProperties", "dependentRequired"],
  ...["title", "description", "default", "deprecated", "contentEncoding", "contentMediaType"],
]);

/** Schemas of values inside. */
export const innerSchemas: ReadonlySet<string> = new Set([
  ...[
    "items",
    "additionalProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
    "propertyNames",
    "contentSchema",
  ],
]);
export const innerMaps: ReadonlySet<string> = new Set(["patternProperties"]);
export const innerLists: ReadonlySet<string> = new Set(["prefixItems"]);

/** Schemas of the same value. */
export const branchSchemas: ReadonlySet<string> = new Set(["then", "else"]);
export const branchMaps: ReadonlySet<string> = new Set(["dependentSchemas"]);
export const branchLists: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf"]);

/** Schemas that ask a question: a bound or a closed object in them would change the answer. */
export const predicates: ReadonlySet<string> = new Set(["if", "not", "contains"]);

/** What is neither kept as it is nor left out. */
export const transformedKeywords: ReadonlySet<string> = new Set([
  ...["$ref", "properties", "required", "discriminator"],
  ...[innerSchemas, innerMaps, innerLists, branchSchemas, branchMaps, branchLists, predicates].flatMap(
    (each) => [...each],
  ),
]);
