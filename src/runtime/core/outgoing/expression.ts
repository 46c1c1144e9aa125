/** The exchange that a callback answers to: what runtime expressions may speak of. OpenAPI 3.1 §4.8.20.4. */
export interface ExpressionContext {
  readonly url?: string;
  readonly method?: string;
  readonly statusCode?: number;
  readonly request?: ExpressionMessage;
  readonly response?: ExpressionMessage;
}

export interface ExpressionMessage {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** An expression speaks of something that the exchange does not have, or that is no text. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
}

/**
 * The text of a key such as `{$request.body#/url}/events?id={$request.body#/id}` or `$request.query.callbackUrl`. What begins it
 * stands as it is; what comes later is one value inside of it, and encoded, so that it can name no other host, path or parameter.
 * @throws ExpressionError where a part of it has no value.
 */
export function evaluate(template: string, context: ExpressionContext): string {
  if (template.startsWith("$")) return valueOf(template, context);
  return template.replace(/\{(\$[^{}]+)\}/g, (_, expression: string, at: number) => {
    const value = valueOf(expression, context);
    return at === 0 ? value : encodeURIComponent(Buffer.from(value).toString());
  });
}

function valueOf(expression: string, context: ExpressionContext): string {
  const found = lookUp(expression, context);
  if (typeof found === "string") return found;
  if (typeof found === "number" || typeof found === "boolean") return String(found);
  throw new ExpressionError(`${expression} has no value`);
}

function lookUp(expression: string, context: ExpressionContext): unknown {
  if (expression === "$url") return context.url;
  if (expression === "$method") return context.method;
  if (expression === "$statusCode") return context.statusCode;
  const parts = /^\$(request|response)\.(?:(header|query|path)\.(.+)|body(?:#(\/.*)?)?)$/s.exec(expression);
  if (parts === null) throw new ExpressionError(`${expression} is no runtime expression`);
  const [, side, place, name = "", pointer] = parts;
  const message = side === "request" ? context.request : context.response;
  switch (place) {
    case "header":
      return ownMember(message?.headers, name, (key) => key.toLowerCase());
    case "query":
      return ownMember(message?.query, name);
    case "path":
      return ownMember(message?.params, name);
    default:
      return atPointer(message?.body, pointer ?? "");
  }
}

function ownMember(holder: unknown, name: string, fold: (key: string) => string = (key) => key): unknown {
  if (typeof holder !== "object" || holder === null) return undefined;
  return Object.entries(holder).find(([key]) => fold(key) === fold(name))?.[1];
}

function atPointer(value: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((holder, token) => ownMember(holder, token), value);
}
