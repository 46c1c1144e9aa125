const otherExtension = "extensions of another tool mean nothing here";
const impossible = "a schema that nothing fulfils is safe: whoever relies on it is refused";
const ownErrors = "answers of errors are generated, and need not be declared alike";
const names = "identifiers of the output are made unique, whatever properties are called";
const componentName = "the name is odd, but says which component is meant";
const badDefault = "the default is not used, and a warning says so";
const address = "nothing that is generated depends on where a server is said to stand";
const serialisation =
  "what OpenAPI leaves undefined is read as is common practice: `a[]=1`, cookies as forms";

/** Documents that are read although another generator refuses them, and why that is right. */
export const accepted: Readonly<Record<string, string>> = {
  "_testdata/negative/allOf/conflicting_property.json": impossible,
  "_testdata/negative/allOf/string_patterns.json": "both patterns hold at once, as JSON Schema says",
  "_testdata/negative/allOf/type_mismatch.json": impossible,
  "_testdata/negative/convenient_errors/different_response.json": ownErrors,
  "_testdata/negative/convenient_errors/no_default.json": ownErrors,
  "_testdata/negative/cyclic/allOf_property.yaml": "a property stands between the schema and itself",
  "_testdata/negative/field_naming/conflict_additional_props.yaml": names,
  "_testdata/negative/field_naming/conflict_pattern_props.yaml": names,
  "_testdata/negative/field_naming/extension_additional_props.yaml": otherExtension,
  "_testdata/negative/field_naming/extension_pattern_props.yaml": otherExtension,
  "_testdata/negative/field_naming/overriden_by_extension.yaml": otherExtension,
  "_testdata/negative/field_naming/type_extension.yml": otherExtension,
  "_testdata/negative/oneOf/same_json_type_one_of.json":
    "validators try both, types need not tell them apart",
  "_testdata/negative/wrong_default_type/array_value.json": badDefault,
  "_testdata/negative/wrong_default_type/bool_value.json": badDefault,
  "_testdata/negative/wrong_default_type/float_value.json": badDefault,
  "_testdata/negative/wrong_default_type/null_value.json": badDefault,
  "_testdata/negative/wrong_default_type/object_value.json": badDefault,
  "_testdata/negative/wrong_default_type/string_value.json": badDefault,
  "_testdata/negative/wrong_enum_type/string_value.json": impossible,
  "jsonschema/_testdata/negative/array/invalid_minItems.json": impossible,
  "jsonschema/_testdata/negative/enum/duplicate_array_value.json": "a value that stands twice is one value",
  "jsonschema/_testdata/negative/enum/duplicate_integer_value.json": "a value that stands twice is one value",
  "jsonschema/_testdata/negative/enum/duplicate_object_value.json": "a value that stands twice is one value",
  "jsonschema/_testdata/negative/enum/duplicate_string_value.json": "a value that stands twice is one value",
  "jsonschema/_testdata/negative/extensions/x-ogen-name/invalid_type_identifier.json": otherExtension,
  "jsonschema/_testdata/negative/extensions/x-ogen-name/unexported_type_identifier.json": otherExtension,
  "jsonschema/_testdata/negative/extensions/x-ogen-properties/duplicate_field_name.json": otherExtension,
  "jsonschema/_testdata/negative/extensions/x-ogen-properties/invalid_property_identifier.json":
    otherExtension,
  "jsonschema/_testdata/negative/extensions/x-ogen-properties/unexported_property_identifier.json":
    otherExtension,
  "jsonschema/_testdata/negative/extensions/x-ogen-properties/unknown_property.json": otherExtension,
  "jsonschema/_testdata/negative/object/invalid_minProperties.json": impossible,
  "jsonschema/_testdata/negative/string/invalid_minLength.json": impossible,
  "openapi/parser/_testdata/negative/components/invalid_callbacks_component_name.json": componentName,
  "openapi/parser/_testdata/negative/components/invalid_examples_component_name.json": componentName,
  "openapi/parser/_testdata/negative/components/invalid_headers_component_name.json": componentName,
  "openapi/parser/_testdata/negative/components/invalid_links_component_name.json": componentName,
  "openapi/parser/_testdata/negative/components/invalid_parameters_component_name.json": componentName,
  "openapi/parser/_testdata/negative/components/invalid_pathItems_component_name.json": componentName,
  "openapi/parser/_testdata/negative/components/invalid_requestBodies_component_name.json": componentName,
  "openapi/parser/_testdata/negative/components/invalid_responses_component_name.json": componentName,
  "openapi/parser/_testdata/negative/components/invalid_schemas_component_name.json": componentName,
  "openapi/parser/_testdata/negative/components/invalid_securitySchemes_component_name.json": componentName,
  "openapi/parser/_testdata/negative/headers/header_with_in.json":
    "the name of a header is its key, whatever else is said",
  "openapi/parser/_testdata/negative/headers/header_with_name.json":
    "the name of a header is its key, whatever else is said",
  "openapi/parser/_testdata/negative/parameters/cookie/combination_schema_type.json": serialisation,
  "openapi/parser/_testdata/negative/parameters/cookie/combination_schema_type_allOf.json": serialisation,
  "openapi/parser/_testdata/negative/parameters/cookie/combination_schema_type_anyOf.json": serialisation,
  "openapi/parser/_testdata/negative/parameters/cookie/combination_schema_type_oneOf.json": serialisation,
  "openapi/parser/_testdata/negative/parameters/duplicate_parameter_ref.json":
    "one and the same parameter, said twice, is one parameter",
  "openapi/parser/_testdata/negative/parameters/query/combination_schema_type.json": serialisation,
  "openapi/parser/_testdata/negative/parameters/query/combination_schema_type_allOf.json": serialisation,
  "openapi/parser/_testdata/negative/parameters/query/combination_schema_type_anyOf.json": serialisation,
  "openapi/parser/_testdata/negative/parameters/query/combination_schema_type_oneOf.json": serialisation,
  "openapi/parser/_testdata/negative/parameters/x_invalid_param_name.json": otherExtension,
  "openapi/parser/_testdata/negative/parameters/x_unexported_param_name.json": otherExtension,
  "openapi/parser/_testdata/negative/paths/optional_path_parameter.json":
    "a part of a path is there or the path is another: it is required in any case",
  "openapi/parser/_testdata/negative/ref/unknown_example_ref.json":
    "nothing depends on an example, which is left out",
  "openapi/parser/_testdata/negative/requestBody/unknown_encoding_property.json":
    "an encoding of a part that no property declares is never used",
  "openapi/parser/_testdata/negative/responses/no_responses.json":
    "nothing can leave the server but errors, which is safe",
  "openapi/parser/_testdata/negative/servers/duplicate_enum_value.json": address,
  "openapi/parser/_testdata/negative/servers/empty_server_url.json": address,
  "openapi/parser/_testdata/negative/servers/enum_does_not_contain_default.json": address,
  "openapi/parser/_testdata/negative/servers/unknown_parameter.json": address,
  "openapi/parser/_testdata/negative/servers/x_duplicate_server_name.json": otherExtension,
  "openapi/parser/_testdata/negative/servers/x_empty_server_name.json": otherExtension,
  "openapi/parser/_testdata/negative/servers/x_invalid_server_name.json": otherExtension,
  "openapi/parser/_testdata/negative/servers/x_wrong_type_server_name.json": otherExtension,
};

/** Documents that are read, and that a rule of `check` refuses. */
export const judged: Readonly<Record<string, string>> = {
  "_testdata/negative/convenient_errors/unsupported_ct.json": "unserved-media-type",
  "openapi/parser/_testdata/negative/paths/duplicate_operationId_within_pathItem.json":
    "duplicate-operation-id",
  "openapi/parser/_testdata/negative/paths/duplicate_operationId_within_paths.json": "duplicate-operation-id",
  "openapi/parser/_testdata/negative/paths/duplicate_path_item.json": "ambiguous-path",
  "openapi/parser/_testdata/negative/paths/unknown_path_parameter.json": "path-parameter",
  "openapi/parser/_testdata/negative/securityScheme/invalid_oauth2_implicit_authorizationUrl.json":
    "incomplete-scheme",
  "openapi/parser/_testdata/negative/securityScheme/invalid_oauth2_implicit_refreshUrl.json":
    "incomplete-scheme",
  "openapi/parser/_testdata/negative/securityScheme/invalid_oauth2_password_tokenUrl.json":
    "incomplete-scheme",
  "openapi/parser/_testdata/negative/securityScheme/invalid_openIdConnect_url.json": "incomplete-scheme",
  "openapi/parser/_testdata/negative/securityScheme/unknown_http_scheme.json": "incomplete-scheme",
  "openapi/parser/_testdata/negative/securityScheme/unknown_scheme.json": "undeclared-scheme",
  "_testdata/negative/router/two_parameter_in_a_row.json": "unserved-path",
  "openapi/parser/_testdata/negative/paths/duplicate_escaped_path_item.json": "ambiguous-path",
  "openapi/parser/_testdata/negative/paths/invalid_path.json": "unserved-path",
  "openapi/parser/_testdata/negative/paths/path_refs_parameter_two_times.json": "unserved-path",
  "openapi/parser/_testdata/negative/operationId/duplicate_operationId_within_spec.json":
    "duplicate-operation-id",
  "openapi/parser/_testdata/negative/webhook/duplicate_operationId_within_pathItem.json":
    "duplicate-operation-id",
  "openapi/parser/_testdata/negative/webhook/duplicate_operationId_within_webhooks.json":
    "duplicate-operation-id",
};
