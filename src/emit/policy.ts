import type { Model, Operation, Resource } from "../model/model.js";
import type {
  AuthenticationPolicy,
  OperationPolicy,
  ResourcePolicy,
  ServerPolicy,
} from "../runtime/core/policy.js";
import { literal, memberName } from "./code.js";
import { columnPolicy } from "./column-policy.js";

/** The policy as data, the way the runtime reads it. */
export function serverPolicy(model: Model): ServerPolicy {
  return {
    title: model.title,
    version: model.version,
    caps: model.caps,
    rateLimits: Object.fromEntries(model.rateLimits.map((policy) => [policy.name, policy])),
    cors: model.cors,
    transport: model.transport,
    schemes: Object.fromEntries(
      model.schemes.flatMap((scheme) => (scheme.kind === "served" ? [[scheme.name, scheme.policy]] : [])),
    ),
    resources: Object.fromEntries(
      model.resources.map((resource) => [resource.name, resourcePolicy(resource)]),
    ),
    operations: Object.fromEntries(
      model.operations.map((operation) => [operation.id, operationPolicy(operation, model)]),
    ),
  };
}

export function policyView(model: Model): object {
  return {
    operations: model.operations.map(({ id }) => ({ key: memberName(id) })),
    policy: literal(serverPolicy(model), { beside: "export const policy: Policy = ;".length }),
  };
}

function operationPolicy(operation: Operation, model: Model): OperationPolicy {
  const {
    id,
    method,
    path,
    surface,
    requires,
    action,
    resource,
    bindings,
    cost,
    authenticates,
    audit,
    body,
  } = operation;
  return {
    id,
    method,
    path,
    surface,
    authentication: authenticationPolicy(operation),
    requires,
    action,
    resource,
    bindings,
    rateLimits: operation.rateLimits.map((policy) => policy.name),
    cost,
    authenticates,
    audit,
    parameters: operation.parameters.map(({ policy }) => policy),
    body:
      body === null
        ? null
        : {
            required: body.required,
            mediaTypes: body.content.map(({ mediaType }) => mediaType),
            limit: model.caps.body,
          },
  };
}

/** What was left open admits nobody: no alternative can hold. */
function authenticationPolicy({ authentication }: Operation): AuthenticationPolicy {
  return authentication.kind === "unspecified" ? { kind: "required", alternatives: [] } : authentication;
}

function resourcePolicy(resource: Resource): ResourcePolicy {
  const { name, table, id, tenant, hide, parent, access } = resource;
  return {
    name,
    table,
    id,
    tenant,
    hide,
    columns: Object.fromEntries(
      resource.columns.map((column) => [column.property, columnPolicy(resource, column)]),
    ),
    access: access.kind === "unspecified" ? [] : access.value.map(({ policy }) => policy),
    parent,
  };
}
