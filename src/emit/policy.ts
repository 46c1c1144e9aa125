import type { Model, Operation, Resource } from "../model/model.js";
import type {
  AuthenticationPolicy,
  OperationPolicy,
  ResourcePolicy,
  SchemePolicy,
  ServerPolicy,
} from "../runtime/core/policy.js";
import { recalling } from "../document/remember.js";
import { reuseData } from "../document/reuse.js";
import { lasting, literal, memberName, Reference, trusted, type Code } from "./code.js";
import { columnPolicy } from "./column-policy.js";
import { servedSchemes } from "./emitter.js";
import { importOf } from "./imports.js";
import { optionalProperties } from "./rows.js";
import { sharedPolicy } from "./shared-policy.js";

/** The policy as data, the way the runtime reads it. */
export function serverPolicy(model: Model): ServerPolicy {
  return {
    title: model.title,
    version: model.version,
    caps: model.caps,
    rateLimits: Object.fromEntries(model.rateLimits.map((policy) => [policy.name, policy])),
    cors: model.cors,
    transport: model.transport,
    detection: model.detection,
    disclosure: model.disclosure?.file ?? null,
    schemes: Object.fromEntries(servedSchemes(model).map((scheme) => [scheme.name, scheme])),
    resources: Object.fromEntries(
      model.resources.map((resource) => {
        const omitted = optionalProperties(resource, model);
        const policy = resourcePolicies(resource, [omitted], () =>
          lasting(resourcePolicy(resource, omitted)),
        );
        return [resource.name, policy];
      }),
    ),
    operations: Object.fromEntries(
      model.operations.map((operation) => [
        operation.id,
        operationPolicies(operation, [model.caps.body], () => lasting(operationPolicy(operation, model))),
      ]),
    ),
  };
}

/** The same object as before where the policy says the same: most changes of a document are none of its policy. */
export function policyView(model: Model, extension: Code): object {
  latest = reuseData(latest, serverPolicy(model));
  const policy = latest;
  return views(policy, [extension], () => viewOf(policy, extension));
}

let latest: ServerPolicy | undefined;
const views = recalling<object>();

function viewOf(policy: ServerPolicy, extension: Code): object {
  const hasOperations = Object.keys(policy.operations).length > 0;
  const shared = sharedPolicy(policy, taken);
  const whole = {
    ...policy,
    operations: hasOperations ? new Reference(trusted("operationPolicies(operations())")) : {},
    resources: new Reference(trusted("resourcePolicies(resources())")),
  };
  const types = [
    ...shared.types,
    ...(hasOperations ? ["OperationPolicy", "StatedOperation"] : []),
    ...Object.values(policy.schemes).map(({ kind }) => schemeTypes[kind]),
    "ServerPolicy",
    "StatedResource",
  ];
  const completing = [...(hasOperations ? ["operationPolicies"] : []), "resourcePolicies"];
  const body = { indent: 2, beside: "return ;".length };
  return {
    imports: [
      importOf([...new Set(types)].toSorted().map(trusted), corePolicy, extension, "import type"),
      importOf(completing.map(trusted), trusted("./runtime/core/stated-policy"), extension, "import"),
    ],
    schemes: Object.values(policy.schemes).map(({ name, kind }) => ({
      key: memberName(name),
      type: trusted(schemeTypes[kind]),
    })),
    hasOperations,
    extension,
    constants: shared.constants,
    resources: literal(shared.resources, body),
    operations: literal(shared.operations, body),
    policy: literal(whole, { beside: "export const policy: Policy = ;".length }),
  };
}

/** Names of the module that no constant takes. */
const taken = ["policy", "operations", "resources", "operationPolicies", "resourcePolicies"];

const corePolicy = trusted("./runtime/core/policy");

const schemeTypes = {
  jwt: "JwtScheme",
  "api-key": "ApiKeyScheme",
  basic: "BasicScheme",
  "mutual-tls": "MutualTlsScheme",
  introspection: "IntrospectionScheme",
} as const satisfies Readonly<Record<SchemePolicy["kind"], string>>;

const operationPolicies = recalling<OperationPolicy>();

function operationPolicy(operation: Operation, model: Model): OperationPolicy {
  const {
    id,
    method,
    path,
    surface,
    closed,
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
    ...(closed === null ? {} : { closed }),
    requires,
    action,
    resource,
    bindings,
    rateLimits: operation.rateLimits.map((policy) => policy.name),
    cost,
    authenticates,
    audit,
    parameters: operation.parameters.map(({ policy }) => policy),
    ...(operation.queryString === null ? {} : { queryString: operation.queryString.policy }),
    body:
      body === null
        ? null
        : {
            required: body.required,
            content: body.content.map(({ policy }) => policy),
            limit: model.caps.body,
          },
  };
}

/** What was left open admits nobody: no alternative can hold. */
function authenticationPolicy({ authentication }: Operation): AuthenticationPolicy {
  return authentication.kind === "unspecified" ? { kind: "required", alternatives: [] } : authentication;
}

const resourcePolicies = recalling<ResourcePolicy>();

function resourcePolicy(resource: Resource, omitted: ReadonlySet<string>): ResourcePolicy {
  const { name, table, id, tenant, hide, unique, parent, access } = resource;
  return {
    name,
    table,
    id,
    tenant,
    hide,
    ...(unique.length === 0 ? {} : { unique }),
    columns: Object.fromEntries(
      resource.columns.map((column) => [
        column.property,
        { ...columnPolicy(resource, column), ...(omitted.has(column.property) ? { omitNull: true } : {}) },
      ]),
    ),
    access: access.kind === "unspecified" ? [] : access.value.map(({ policy }) => policy),
    parent,
  };
}
