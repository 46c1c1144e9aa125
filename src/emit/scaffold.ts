import type { Model, Operation, Resource } from "../model/model.js";
import { access, code, trusted, type Code } from "./code.js";
import { lowerFirst, UniqueNames } from "./naming.js";
import type { ResourceTypes } from "./rows.js";
import {
  answersNothing,
  answersResource,
  hasQuery,
  hasTarget,
  isFilled,
  listAnswer,
  listQuery,
  successOf,
  takesValues,
  targetId,
  type Subject,
} from "./scaffold-fit.js";
import type { TypePrinter } from "./type-printer.js";

/** The first version of a handler. */
export interface Scaffold {
  /** Names to import from the generated index besides `Handlers`. */
  readonly imports: readonly Code[];
  /** Members of the context that it takes apart. */
  readonly context: readonly Code[];
  readonly body: readonly Code[];
}

export interface ScaffoldContext {
  readonly model: Model;
  readonly types: ReadonlyMap<Resource, ResourceTypes>;
  readonly printer: TypePrinter;
}

const unimplemented: Scaffold = {
  imports: [trusted("notImplemented")],
  context: [],
  body: [],
};

/** Working code where the operation does plainly what its action says; otherwise an honest 501. */
export function scaffold(operation: Operation, context: ScaffoldContext): Scaffold {
  const resource = context.model.resources.find(({ name }) => name === operation.resource);
  const types = resource === undefined ? undefined : context.types.get(resource);
  const success = successOf(operation);
  if (resource === undefined || types === undefined || success === null) return unimplemented;
  const repository = access(trusted("data"), resource.repository);
  const subject: Subject = {
    model: context.model,
    printer: context.printer,
    operation,
    resource,
    types,
    success,
    repository,
  };
  return actions[operation.action]?.(subject) ?? unimplemented;
}

const actions: Readonly<Record<string, (subject: Subject) => Scaffold | null>> = {
  read: (subject) => {
    const id = targetId(subject, "GET");
    if (id === null || hasQuery(subject) || !answersResource(subject)) return null;
    return found(subject, ["params", "data"], code`${subject.repository}.read(${id})`);
  },
  update: (subject) => {
    const id = targetId(subject, "PATCH") ?? targetId(subject, "PUT");
    if (id === null || hasQuery(subject) || !takesValues(subject, subject.types.update)) return null;
    const change = code`${subject.repository}.update(${id}, body)`;
    if (answersResource(subject)) return found(subject, ["params", "body", "data"], change);
    return answersNothing(subject)
      ? foundNothing(subject, ["params", "body", "data"], change, trusted("!== undefined"))
      : null;
  },
  delete: (subject) => {
    const id = targetId(subject, "DELETE");
    if (id === null || hasQuery(subject) || subject.operation.body !== null || !answersNothing(subject))
      return null;
    return foundNothing(subject, ["params", "data"], code`${subject.repository}.delete(${id})`, trusted(""));
  },
  create: (subject) => {
    if (subject.operation.method !== "POST" || hasQuery(subject) || hasTarget(subject)) return null;
    if (
      !takesValues(subject, subject.types.create) ||
      !subject.resource.columns.every((column) => isFilled(subject, column))
    )
      return null;
    const created = code`await ${subject.repository}.create(body)`;
    const { code: status } = subject.success;
    if (answersNothing(subject))
      return {
        imports: [],
        context: [trusted("body"), trusted("data")],
        body: [code`${created};`, code`return { status: ${status} };`],
      };
    if (!answersResource(subject)) return null;
    const name = localName(subject, ["body", "data"]);
    return {
      imports: [],
      context: [trusted("body"), trusted("data")],
      body: [code`const ${name} = ${created};`, code`return { status: ${status}, body: ${name} };`],
    };
  },
  list: (subject) => {
    const query =
      subject.operation.method === "GET" && subject.operation.body === null && !hasTarget(subject)
        ? listQuery(subject)
        : null;
    const answer = listAnswer(subject);
    if (query === null || answer === null) return null;
    const context = [...(query === "" ? [] : [trusted("query")]), trusted("data")];
    return {
      imports: [],
      context,
      body: [
        code`const ${answer.local} = await ${subject.repository}.list(${query});`,
        code`return { status: ${subject.success.code}, body: ${answer.body} };`,
      ],
    };
  },
};

function found(subject: Subject, context: readonly string[], lookup: Code): Scaffold {
  const name = localName(subject, context);
  return {
    imports: [trusted("notFound")],
    context: context.map(trusted),
    body: [
      code`const ${name} = await ${lookup};`,
      code`return ${name} === undefined ? notFound() : { status: ${subject.success.code}, body: ${name} };`,
    ],
  };
}

function foundNothing(subject: Subject, context: readonly string[], change: Code, test: Code): Scaffold {
  const condition = test === "" ? trusted("done") : code`done ${test}`;
  return {
    imports: [trusted("notFound")],
    context: context.map(trusted),
    body: [
      code`const done = await ${change};`,
      code`return ${condition} ? { status: ${subject.success.code} } : notFound();`,
    ],
  };
}

function localName({ resource }: Subject, taken: readonly string[]): Code {
  return new UniqueNames([...taken, "notFound", "undefined"]).take(lowerFirst(resource.typeName), "row");
}
