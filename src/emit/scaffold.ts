import type { Model, Operation, Resource } from "../model/model.js";
import { access, code, trusted, type Code } from "./code.js";
import { lowerFirst, UniqueNames } from "./naming.js";
import type { ResourceTypes } from "./rows.js";
import type { Doc } from "./layout.js";
import { awaited, objectOf, returned, returnedChoice } from "./scaffold-code.js";
import {
  answersNothing,
  hasQuery,
  hasTarget,
  isFilled,
  rowAnswer,
  successOf,
  takesValues,
  targetId,
  type Subject,
} from "./scaffold-fit.js";
import { listAnswer, listQuery } from "./scaffold-list.js";
import type { TypePrinter } from "./type-printer.js";

/** The first version of a handler. */
export interface Scaffold {
  /** Names to import from the generated index besides `Handlers`. */
  readonly imports: readonly Code[];
  /** Members of the context that it takes apart. */
  readonly context: readonly Code[];
  readonly body: readonly Doc[];
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
  return askingForBody(operation, actions[operation.action]?.(subject) ?? unimplemented);
}

/** Documents often forget to say that a body is required; what takes its values cannot do without. */
function askingForBody({ body }: Operation, { imports, context, body: statements }: Scaffold): Scaffold {
  const mayLack = body?.required === false && context.includes(trusted("body"));
  const question = trusted('if (body === undefined) return unprocessable("a body is needed");');
  return {
    imports: mayLack ? [...imports, trusted("unprocessable")] : imports,
    context,
    body: mayLack ? [question, ...statements] : statements,
  };
}

const actions: Readonly<Record<string, (subject: Subject) => Scaffold | null>> = {
  read: (subject) => {
    const id = targetId(subject, "GET");
    if (id === null || hasQuery(subject)) return null;
    return found(subject, ["params", "data"], code`${subject.repository}.read(${id})`);
  },
  update: (subject) => {
    const id = targetId(subject, "PATCH") ?? targetId(subject, "PUT");
    if (id === null || hasQuery(subject) || !takesValues(subject, subject.types.update)) return null;
    const context = ["params", "body", "data"];
    const change = code`${subject.repository}.update(${id}, body)`;
    return answersNothing(subject)
      ? foundNothing(subject, context, change, trusted("done !== undefined"))
      : found(subject, context, change);
  },
  delete: (subject) => {
    const id = targetId(subject, "DELETE");
    if (id === null || hasQuery(subject) || subject.operation.body !== null || !answersNothing(subject))
      return null;
    const removal = code`${subject.repository}.delete(${id})`;
    return foundNothing(subject, ["params", "data"], removal, trusted("done"));
  },
  create: (subject) => {
    if (subject.operation.method !== "POST" || hasQuery(subject) || hasTarget(subject)) return null;
    const { resource, types, repository } = subject;
    if (!takesValues(subject, types.create) || !resource.columns.every((column) => isFilled(subject, column)))
      return null;
    const context = [trusted("body"), trusted("data")];
    const creation = code`${repository}.create(body)`;
    if (answersNothing(subject))
      return { imports: [], context, body: [code`await ${creation};`, returned(answer(subject))] };
    const name = localName(subject, ["body", "data"]);
    const body = rowAnswer(subject, name);
    if (body === null) return null;
    return { imports: [], context, body: [awaited(name, creation), returned(answer(subject, body))] };
  },
  list: (subject) => {
    const { method, body } = subject.operation;
    const query = method === "GET" && body === null && !hasTarget(subject) ? listQuery(subject) : null;
    const listed = query === null ? null : listAnswer(subject, query);
    if (query === null || listed === null) return null;
    const isAsked = query.filter.length + query.paging.length > 0;
    return {
      imports: [],
      context: [...(isAsked ? [trusted("query")] : []), trusted("data")],
      body: [...listed.statements, returned(answer(subject, listed.body))],
    };
  },
};

/** `{ status: 200, body: … }` */
function answer({ success }: Subject, body?: Doc): Doc {
  const status = code`status: ${success.code}`;
  return objectOf(
    body === undefined ? [status] : [status, body === "body" ? body : [trusted("body: "), body]],
  );
}

function found(subject: Subject, context: readonly string[], lookup: Code): Scaffold | null {
  const name = localName(subject, context);
  const body = rowAnswer(subject, name);
  if (body === null) return null;
  const isMissing = code`${name} === undefined`;
  return {
    imports: [trusted("notFound")],
    context: context.map(trusted),
    body: [awaited(name, lookup), returnedChoice(isMissing, trusted("notFound()"), answer(subject, body))],
  };
}

function foundNothing(subject: Subject, context: readonly string[], change: Code, isDone: Code): Scaffold {
  return {
    imports: [trusted("notFound")],
    context: context.map(trusted),
    body: [awaited(trusted("done"), change), returnedChoice(isDone, answer(subject), trusted("notFound()"))],
  };
}

function localName({ resource }: Subject, taken: readonly string[]): Code {
  return new UniqueNames([...taken, "notFound", "unprocessable", "undefined"]).take(
    lowerFirst(resource.typeName),
    "row",
  );
}
