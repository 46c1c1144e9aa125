import { validatorsOf, type LoadMakers, type OperationValidators } from "../validator.js";
import { evaluate, type ExpressionContext } from "./expression.js";
import { compose, type GivenParameters, type Message, type MessageDescription } from "./message.js";
import { readReply, type ReplyDescription, type UnexpectedReply } from "./reply.js";
import { Interrupted, send, type SendOptions } from "./send.js";

/** A request that the server makes, as the document describes it. */
export interface OutgoingDescription extends MessageDescription, ReplyDescription {
  /** Loads the module of its validators. */
  readonly checks: LoadMakers;
  /** What its validators are called there. */
  readonly checkedAs: string;
}

/** Nothing came back, or not all of it. */
export interface NoReply {
  readonly kind: "none";
  readonly reason: "timeout" | "aborted" | "connection";
  readonly cause: unknown;
}

/** What became of a message that was sent. */
export type SendOutcome<Reply> = Reply | UnexpectedReply | NoReply;

/** `Parameters` is null where the document declares none. */
type MessageArguments<Parameters> = [Parameters] extends [null]
  ? []
  : Partial<Parameters> extends Parameters
    ? [parameters?: Parameters]
    : [parameters: Parameters];

type SendArguments<Parameters> = [Parameters] extends [null]
  ? [options?: SendOptions]
  : Partial<Parameters> extends Parameters
    ? [options?: SendOptions & { readonly parameters?: Parameters }]
    : [options: SendOptions & { readonly parameters: Parameters }];

/** A webhook: a request to whoever has registered for it. */
export interface Webhook<Payload, Reply, Parameters = null> {
  /**
   * The request as it may leave: of the payload what the document declares, without what only some callers may see.
   * Rejects with MessageError, which names the fields, where the rest is not as declared.
   */
  readonly message: (payload: Payload, ...parameters: MessageArguments<Parameters>) => Promise<Message>;
  /**
   * Sends it: https only, to public addresses, without following redirections; see SendOptions. Rejects with MessageError or
   * DestinationRefused where nothing was sent. What the other side does wrong is an outcome.
   */
  readonly send: (
    url: string,
    payload: Payload,
    ...options: SendArguments<Parameters>
  ) => Promise<SendOutcome<Reply>>;
}

/** A callback: a request to where the caller of an operation said. */
export interface Callback<Payload, Reply, Parameters = null> extends Webhook<Payload, Reply, Parameters> {
  /** Where the caller wants it, not yet judged: `send` does that. Throws ExpressionError where the caller did not say. */
  readonly url: (context: ExpressionContext) => string;
}

export function webhook<Payload, Reply, Parameters = null>(
  description: OutgoingDescription,
): Webhook<Payload, Reply, Parameters> {
  const validators = validatorsOf(description.checkedAs, description.checks);
  const message = async (payload: unknown, parameters?: GivenParameters): Promise<Message> =>
    compose(description, await validators(), payload, parameters);
  const deliver = async (
    url: string,
    payload: unknown,
    { parameters, ...options }: SendOptions & { readonly parameters?: GivenParameters } = {},
  ): Promise<SendOutcome<unknown>> => {
    const whole = await message(payload, parameters);
    return exchange(url, whole, options, description, await validators());
  };
  return { message, send: deliver } as Webhook<Payload, Reply, Parameters>;
}

/** `expression` is the key of the callback in the document. */
export function callback<Payload, Reply, Parameters = null>({
  expression,
  ...description
}: OutgoingDescription & { readonly expression: string }): Callback<Payload, Reply, Parameters> {
  return {
    ...webhook<Payload, Reply, Parameters>(description),
    url: (context) => evaluate(expression, context),
  };
}

async function exchange(
  url: string,
  message: Message,
  options: SendOptions,
  description: OutgoingDescription,
  validators: OperationValidators,
): Promise<SendOutcome<unknown>> {
  const limit = AbortSignal.timeout(options.timeout ?? 10_000);
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
  try {
    return await readReply(await send(url, message, options, signal), description, validators);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const isAborted = options.signal?.aborted === true;
    const reason = isAborted ? "aborted" : limit.aborted ? "timeout" : "connection";
    return { kind: "none", reason, cause: error.cause };
  }
}
