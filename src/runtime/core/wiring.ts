import { once } from "./once.js";
import type { ServerPolicy } from "./policy.js";
import type { GuardFields, Route, UntypedHandler } from "./route.js";
import { FenceConfigurationError } from "./secrets.js";
import type { HeaderShapes, ResponseShapes } from "./answer-shape.js";
import { validatorsOf, type LoadMakers } from "./validator.js";

/** What is generated for one operation besides its policy. */
export interface Wiring {
  /** Loads the module of its validators. */
  readonly checks: LoadMakers;
  readonly responses: () => ResponseShapes;
  readonly headers?: () => HeaderShapes;
  readonly guards?: GuardFields;
}

/**
 * The routes of a server: each operation's policy, wiring and handler, brought together by its id.
 * @throws FenceConfigurationError where an operation has no policy.
 */
export function wire(
  policy: ServerPolicy,
  handlers: object,
  wirings: Readonly<Record<string, Wiring>>,
): readonly Route[] {
  return Object.entries(wirings).map(([id, { checks, responses, headers, guards }]) => {
    const operation = Object.hasOwn(policy.operations, id) ? policy.operations[id] : undefined;
    if (operation === undefined) throw new FenceConfigurationError(`${id}: no policy`);
    return {
      policy: operation,
      validators: validatorsOf(id, checks),
      responses: once(responses),
      ...(headers === undefined ? {} : { headers: once(headers) }),
      ...(guards === undefined ? {} : { guards }),
      handler: handlerOf(handlers, id),
    };
  });
}

/** An operation may be called `toString`: what every object inherits is no handler. */
function handlerOf(handlers: object, id: string): UntypedHandler | undefined {
  const isInherited = !Object.hasOwn(handlers, id) && id in Object.prototype;
  const handler: unknown = isInherited ? undefined : Reflect.get(handlers, id);
  return typeof handler === "function" ? (handler as UntypedHandler) : undefined;
}
