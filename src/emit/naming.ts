import { isReservedWord, name, type Code } from "./code.js";

/** Gives each wish a name that nothing else has: the wish itself, or the wish with the first free number. */
export class UniqueNames {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  take(wish: string, alternative: string = wish): Code {
    const free = [wish, alternative].find((text) => this.#isFree(text)) ?? this.#numbered(alternative);
    this.#taken.add(free);
    return name(free);
  }

  #numbered(base: string): string {
    let number = 2;
    while (!this.#isFree(`${base}${String(number)}`)) number += 1;
    return `${base}${String(number)}`;
  }

  #isFree(text: string): boolean {
    return !this.#taken.has(text) && !isReservedWord(text);
  }
}

export function upperFirst(identifier: string): string {
  return identifier.slice(0, 1).toUpperCase() + identifier.slice(1);
}

export function lowerFirst(identifier: string): string {
  return identifier.slice(0, 1).toLowerCase() + identifier.slice(1);
}

/**
 * Type names that a schema may not take: TypeScript's own, and those that the generated modules import, export or declare.
 */
export const reservedTypeNames: readonly string[] = (
  "any unknown never void null undefined string number boolean symbol object bigint " +
  "Array Date Error Exclude Extract Function Map NonNullable Object Omit Partial Pick Promise Readonly Record Required " +
  "Set String Number Boolean Symbol BigInt Uint8Array WithRequired OneOf " +
  "Answer EmptyAnswer NoParameters OperationCall PublicCall ByteContent EventStream ItemStream ServerEvent AnyStatus BindAccess AccessRequest BoundAccess ClientError Data DataSource FastifyInstance " +
  "FastifyPluginAsync Fence Handler HandlerContext Handlers HeaderShapes Informational Logger OperationPolicy OperationValidators Policy Principal Problem " +
  "InsightOptions Redirection Repository RequestInfo ResponseShapes Route Scalar SecretProvider SecurityAlert ServerError ServerOptions ServerPolicy " +
  "Shape Sort Success UploadedFile Validator " +
  "DestinationRefused MadeOfBody MessageError NoReply ReplyOf SendOptions SendOutcome UnexpectedReply"
).split(" ");
