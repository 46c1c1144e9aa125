import { words } from "../model/words.js";
import type {
  AccessAlternative,
  AuditPolicy,
  AuthenticationPolicy,
  BodyPolicy,
  IdBinding,
  RequestPointer,
  ServerPolicy,
  StatedColumn,
  StatedOperation,
  StatedParameter,
  StatedResource,
} from "../runtime/core/policy.js";
import { recalling } from "../document/remember.js";
import { code, lasting, literal, Reference, trusted, type Code } from "./code.js";
import { statedOperation, statedResource } from "./stated-policy.js";
import { UniqueNames, upperFirst } from "./naming.js";

/** A part of a policy that says the same in many places, with its type and the words that name it. */
interface Part {
  readonly type: string;
  readonly value: object;
  readonly words: readonly string[];
}

/** What a part becomes: itself, or a reference to the constant that says it. */
type Share = (part: Part) => object;

/** Puts a policy together anew of what its parts become. */
type Sharing<Policy> = (policy: Policy, share: Share) => object;

/** The policy with references to constants, and these. */
export interface SharedPolicy {
  readonly operations: object;
  readonly resources: object;
  readonly constants: readonly Code[];
  /** Types of the constants, in the order of the alphabet. */
  readonly types: readonly Code[];
}

/** Said less often than that, a part is quicker to read where it stands. */
const often = 3;

/** Longer names would push what they stand beside off the line. */
const mostWords = 8;

/**
 * Says once what the policies of operations and resources say again and again (the parameter `page`, the column `owner_id`):
 * the whole takes half the text, a change of it is one line, and the compiler checks it once.
 * @param taken names that the module gives to other things
 */
export function sharedPolicy(policy: ServerPolicy, taken: readonly string[]): SharedPolicy {
  const operations = mapped(policy.operations, statedOperation);
  const resources = mapped(policy.resources, statedResource);
  const counts = new Map<string, number>();
  const count = (part: Part): void => {
    const key = keyOf(part);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const operation of Object.values(operations)) partsOf(operation, shareOperation).forEach(count);
  for (const resource of Object.values(resources)) partsOf(resource, shareResource).forEach(count);
  const constants = new Constants(taken);
  const refer: Share = (part) => {
    const key = keyOf(part);
    return (counts.get(key) ?? 0) < often ? part.value : constants.of(key, part);
  };
  return {
    operations: mapped(operations, (operation) => sharedOnce(operation, shareOperation, refer)),
    resources: mapped(resources, (resource) => sharedOnce(resource, shareResource, refer)),
    constants: constants.declarations,
    types: [...constants.types].sort().map(trusted),
  };
}

class Constants {
  readonly declarations: Code[] = [];
  readonly types = new Set<string>();
  readonly #references = new Map<string, Reference>();
  readonly #names: UniqueNames;

  constructor(taken: readonly string[]) {
    this.#names = new UniqueNames(taken);
  }

  of(key: string, part: Part): Reference {
    const known = this.#references.get(key);
    if (known !== undefined) return known;
    const constant = this.#names.take(camelCase(part.words));
    const head = code`const ${constant}: ${trusted(part.type)} =`;
    this.declarations.push(code`${head} ${literal(part.value, { beside: head.length + 2 })};`);
    this.types.add(part.type);
    const reference = referenceTo(constant);
    this.#references.set(key, reference);
    return reference;
  }
}

const references = new Map<string, Reference>();

/** The same object for the same name, so that what refers to it can be recognised. */
function referenceTo(constant: Code): Reference {
  const known = references.get(constant) ?? new Reference(constant);
  references.set(constant, known);
  return known;
}

function camelCase(parts: readonly string[]): string {
  const [first = "", ...rest] = parts.flatMap(words).slice(0, mostWords);
  return first + rest.map(upperFirst).join("");
}

const keys = new WeakMap<object, string>();

function keyOf({ type, value }: Part): string {
  const known = keys.get(value);
  if (known !== undefined) return known;
  const key = `${type} ${JSON.stringify(value)}`;
  keys.set(value, key);
  return key;
}

function mapped<Value, Changed>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Changed,
): Readonly<Record<string, Changed>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** The parts of a policy, in the order in which it says them. */
function partsOf<Policy extends object>(policy: Policy, share: Sharing<Policy>): readonly Part[] {
  return parts(policy, [], () => {
    const found: Part[] = [];
    share(policy, (part) => {
      found.push(part);
      return part.value;
    });
    return found;
  });
}

const parts = recalling<readonly Part[]>();

/** The same object as before where it refers to the same constants, so that its text need not be printed again. */
function sharedOnce<Policy extends object>(policy: Policy, share: Sharing<Policy>, refer: Share): object {
  const used = partsOf(policy, share).map(refer);
  return shared(policy, used, () => {
    const left = used.values();
    return lasting(share(policy, (part) => left.next().value ?? part.value));
  });
}

const shared = recalling<object>();

function shareOperation(operation: StatedOperation, share: Share): object {
  const { authentication, bindings, audit, parameters, body } = operation;
  return {
    ...operation,
    authentication: share(authenticationPart(authentication)),
    bindings: bindings.map((binding) => share(bindingPart(binding))),
    audit: share(auditPart(audit)),
    ...(parameters === undefined
      ? {}
      : { parameters: parameters.map((parameter) => share(parameterPart(parameter))) }),
    ...(body === undefined ? {} : { body: share(bodyPart(body)) }),
  };
}

function shareResource(resource: StatedResource, share: Share): object {
  const columns = Object.entries(resource.columns);
  return {
    ...resource,
    columns: Object.fromEntries(columns.map(([name, column]) => [name, share(columnPart(column))])),
    access: resource.access.map((alternative) => share(accessPart(alternative))),
  };
}

function authenticationPart(value: AuthenticationPolicy): Part {
  const schemes = value.alternatives.flat().flatMap(({ scheme, grants }) => [scheme, ...grants]);
  return { type: "AuthenticationPolicy", value, words: ["authentication", value.kind, ...schemes] };
}

function bindingPart(value: IdBinding): Part {
  return {
    type: "IdBinding",
    value,
    words: [value.role, value.action, value.resource, "in", ...placeWords(value.at)],
  };
}

function placeWords(at: RequestPointer): readonly string[] {
  return [at.kind, "pointer" in at ? at.pointer : at.name];
}

function auditPart(value: AuditPolicy): Part {
  const kind = value.privileged ? "privileged" : "ordinary";
  return { type: "AuditPolicy", value, words: ["audit", kind, value.event ?? ""] };
}

function parameterPart(value: StatedParameter): Part {
  return { type: "StatedParameter", value, words: [value.in, value.name] };
}

function bodyPart(value: BodyPolicy): Part {
  const types = value.content.map(({ mediaType }) => mediaType);
  return { type: "BodyPolicy", value, words: ["body", value.required ? "required" : "optional", ...types] };
}

function columnPart(value: StatedColumn): Part {
  const { column = "", type, nullable, create, update, credential } = value;
  const writable = update !== false ? "" : create === false ? "read only" : "create only";
  const kind = [credential ? "credential" : "", type, nullable ? "nullable" : "", writable];
  return { type: "StatedColumn", value, words: ["column", column, ...kind] };
}

function accessPart(value: AccessAlternative): Part {
  const conditions = value.conditions.flatMap((condition) => [
    condition.kind,
    "column" in condition ? condition.column : "",
  ]);
  return {
    type: "AccessAlternative",
    value,
    words: ["access", value.who.kind, value.any ? "any" : "", ...conditions],
  };
}
