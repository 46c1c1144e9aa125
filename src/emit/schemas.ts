import type { JsonObject, JsonValue } from "../document/document.js";
import { keepingList, recalling } from "../document/remember.js";
import type {
  Model,
  Operation,
  Outgoing,
  RequestContent,
  Resource,
  Response,
  ResponseContent,
  UsedSchema,
} from "../model/model.js";
import type { BodyContent } from "../runtime/core/policy.js";
import { holdsFile } from "../model/form-files.js";
import { trusted, type Code } from "./code.js";
import { headersSchema, locationSchema, type Location, type Parametered } from "./part-schemas.js";
import { upperFirst, reservedTypeNames, UniqueNames } from "./naming.js";

/** A schema with a name: a variant of the document's, or one that stood inline in an operation. */
export interface NamedSchema {
  /** What references name it by. */
  readonly key: string;
  /** Exported type. Equals the key unless that is a name the generated code needs itself. */
  readonly type: Code;
  readonly schema: JsonValue;
}

/** What an operation's parts are called in the generated code. */
export interface OperationNames {
  readonly context: Code;
  readonly result: Code;
  /** Identifier that the operation may be bound to in a module: its id, unless that is a reserved word. */
  readonly binding: Code;
  /** Types of the parameters, where there are any. */
  readonly parameters: Readonly<Record<Location, Code | null>>;
  readonly bodies: ReadonlyMap<RequestContent, Code>;
  readonly responses: ReadonlyMap<ResponseContent, Code>;
  /** Types of the headers of answers that declare some. */
  readonly headers: ReadonlyMap<Response, Code>;
}

export interface ResourceNames {
  readonly row: Code;
  readonly createValues: Code;
  readonly updateValues: Code;
  readonly filter: Code;
}

/** What the parts of a request of the server's own are called. */
export interface OutgoingNames {
  readonly payload: Code;
  /** Null where it has no parameters. */
  readonly parameters: Code | null;
  /** Types of the parameters of each location, where there are any. */
  readonly query: Code | null;
  readonly header: Code | null;
  /** The union of what may come back. */
  readonly reply: Code;
  readonly replies: ReadonlyMap<ResponseContent, Code>;
}

/** Every name of the generated types, decided once so that none collide. */
export interface SchemaTable {
  readonly schemas: readonly NamedSchema[];
  /** Whether a schema holds uploaded files, whose type has to be imported. */
  readonly hasFiles: boolean;
  readonly operations: ReadonlyMap<Operation, OperationNames>;
  readonly outgoing: ReadonlyMap<Outgoing, OutgoingNames>;
  readonly resources: ReadonlyMap<Resource, ResourceNames>;
}

const suffixes: Readonly<Record<Location, string>> = {
  path: "Params",
  query: "Query",
  header: "Headers",
  cookie: "Cookies",
};

export function nameSchemas(model: Model): SchemaTable {
  const types = new UniqueNames(reservedTypeNames);
  const variants = model.schemas.variants.map(({ name, schema }): NamedSchema => {
    return { key: name, type: types.take(name, `${name}Schema`), schema };
  });
  const hoist = new Hoist(variants, types);
  const bindings = new UniqueNames(["policy", "routes", "selectors", "handlers"]);
  const operations = new Map(
    model.operations.map((operation) => [operation, hoist.operation(operation, bindings)]),
  );
  const outgoing = new Map(model.outgoing.map((each) => [each, hoist.outgoing(each)]));
  const resources = new Map(model.resources.map((resource) => [resource, nameResource(resource, types)]));
  const hasFiles = model.operations.some(({ body }) =>
    body?.content.some(({ policy, schema }) => policy.kind === "multipart" && holdsFile(schema.schema)),
  );
  const schemas = keepSchemas([...variants, ...hoist.hoisted]);
  return { schemas, hasFiles, operations, outgoing, resources };
}

/** The list is the same object as long as it says the same, and so is what is made of all of it. */
const keepSchemas = keepingList<NamedSchema>(
  (one, other) => one.schema === other.schema && one.type === other.type && one.key === other.key,
);

function nameResource({ typeName }: Resource, types: UniqueNames): ResourceNames {
  return {
    row: types.take(`${typeName}Row`),
    createValues: types.take(`${typeName}CreateValues`),
    updateValues: types.take(`${typeName}UpdateValues`),
    filter: types.take(`${typeName}Filter`),
  };
}

class Hoist {
  readonly hoisted: NamedSchema[] = [];
  readonly #typeOfVariant: ReadonlyMap<string, Code>;
  readonly #types: UniqueNames;

  constructor(variants: readonly NamedSchema[], types: UniqueNames) {
    this.#typeOfVariant = new Map(variants.map(({ key, type }) => [key, type]));
    this.#types = types;
  }

  operation(operation: Operation, bindings: UniqueNames): OperationNames {
    const stem = upperFirst(operation.id);
    return {
      binding: bindings.take(operation.id, `${operation.id}Operation`),
      context: this.#types.take(`${stem}Context`),
      result: this.#types.take(`${stem}Result`),
      parameters: {
        path: this.#parameters(operation, "path", stem),
        query: this.#parameters(operation, "query", stem),
        header: this.#parameters(operation, "header", stem),
        cookie: this.#parameters(operation, "cookie", stem),
      },
      bodies: new Map(
        (operation.body?.content ?? []).map((content) => [content, this.#body(content, `${stem}Body`)]),
      ),
      responses: new Map(
        operation.responses.flatMap((response) =>
          response.content.map((content) => [
            content,
            this.#content(content, content.kind, responseName(stem, response)),
          ]),
        ),
      ),
      headers: this.#headers(operation.responses, stem),
    };
  }

  outgoing(outgoing: Outgoing): OutgoingNames {
    const { id, payload, parameters, replies } = outgoing;
    const stem = upperFirst(id);
    return {
      payload: payload === null ? trusted("undefined") : this.#whole(payload, `${stem}Payload`),
      parameters: parameters.length === 0 ? null : this.#types.take(`${stem}Parameters`),
      query: this.#parameters(outgoing, "query", stem),
      header: this.#parameters(outgoing, "header", stem),
      reply: this.#types.take(`${stem}Reply`),
      replies: new Map(
        replies.flatMap(({ status, content }) =>
          content.map((each) => [each, this.#whole(each, `${stem}Reply${upperFirst(status)}`)]),
        ),
      ),
    };
  }

  /** A body that is read or written as a whole. */
  #whole(content: ResponseContent, wish: string): Code {
    return content.kind === "binary" ? trusted("Uint8Array") : this.#content(content, content.kind, wish);
  }

  #parameters(operation: Parametered, location: Location, stem: string): Code | null {
    const schema = locationSchema(operation, location);
    return schema === null ? null : this.#add(stem + suffixes[location], schema);
  }

  /** Answers of an operation that declare the same headers share their type. */
  #headers(responses: readonly Response[], stem: string): ReadonlyMap<Response, Code> {
    const known = new Map<string, Code>();
    return new Map(
      responses.flatMap((response) => {
        const schema = headersSchema(response, "documented");
        if (schema === null) return [];
        const content = contents(schema, [], () => JSON.stringify(schema));
        const type = known.get(content) ?? this.#add(`${responseName(stem, response)}Headers`, schema);
        known.set(content, type);
        return [[response, type] as const];
      }),
    );
  }

  #body({ policy, schema }: RequestContent, wish: string): Code {
    if (policy.kind === "file") return trusted("UploadedFile");
    const isText = policy.kind === "text" && policy.type === undefined;
    return isText ? trusted("string") : this.#structured(schema, wish);
  }

  #content({ schema }: ResponseContent, kind: ResponseContent["kind"], wish: string): Code {
    switch (kind) {
      case "text":
      case "textEvents":
        return trusted("string");
      case "binary":
        return trusted("ByteContent");
      case "json":
      case "events":
      case "items":
        return this.#structured(schema, wish);
    }
  }

  #structured({ schema }: UsedSchema, wish: string): Code {
    const variant = bareRef(schema);
    return (variant === null ? undefined : this.#typeOfVariant.get(variant)) ?? this.#add(wish, schema);
  }

  #add(wish: string, schema: JsonValue): Code {
    const type = this.#types.take(wish);
    this.hoisted.push({ key: type, type, schema });
    return type;
  }
}

/** Texts of the headers of answers, which most operations share. */
const contents = recalling<string>();

function responseName(stem: string, response: Response): string {
  return `${stem}Response${upperFirst(response.status)}`;
}

/** Whether a body reaches the handler as a value of its schema. */
export function isStructured({ kind }: BodyContent): boolean {
  return kind === "json" || kind === "form" || kind === "multipart";
}

/** Whether what leaves, or each part of it, is selected by a schema. */
export function isSelected({ kind }: ResponseContent): boolean {
  return kind === "json" || kind === "events" || kind === "items";
}

const refPrefix = "#/components/schemas/";

/** The variant that a reference names, or null for another kind of schema. */
export function referred(schema: JsonValue): string | null {
  if (!isObject(schema)) return null;
  const ref = schema["$ref"];
  return typeof ref === "string" ? variantOf(ref) : null;
}

/** Whether a value is a reference to a variant; texts of data and of unknown keywords may look like other references. */
export function refersToVariant(value: unknown): value is string {
  return typeof value === "string" && value.startsWith(refPrefix);
}

/**
 * The variant that a `$ref` names.
 * @throws Error for a reference to anything else, which the model does not make.
 */
export function variantOf(ref: string): string {
  if (!ref.startsWith(refPrefix)) throw new Error(`not a reference to a variant: ${ref}`);
  return ref.slice(refPrefix.length).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The variant that the schema is nothing but a reference to, or null. */
export function bareRef(schema: JsonValue): string | null {
  return isObject(schema) && Object.keys(schema).length === 1 ? referred(schema) : null;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
