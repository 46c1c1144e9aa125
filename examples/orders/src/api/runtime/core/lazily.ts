import type { UntypedHandler } from "./route.js";

/** How each handler is loaded. Of a closed operation there need be none. */
export type HandlerLoaders<Handlers> = {
  readonly [Id in keyof Handlers]: () => Promise<Handlers[Id]>;
};

const loaders = new WeakMap<object, () => Promise<unknown>>();

/**
 * Handlers whose modules are loaded when they are first called, so that a server of a thousand operations starts like
 * one of ten. Until its module is there nothing of an operation is answered; one that cannot be loaded answers 500.
 */
export function lazily<Handlers extends object>(handlers: HandlerLoaders<Handlers>): Handlers {
  const entries = Object.entries(handlers as Readonly<Record<string, () => Promise<unknown>>>);
  return Object.fromEntries(entries.map(([id, load]) => [id, lazyHandler(id, load)])) as Handlers;
}

function lazyHandler(id: string, load: () => Promise<unknown>): UntypedHandler {
  const loaded = async (): Promise<UntypedHandler> => {
    const handler = await load();
    if (typeof handler !== "function") throw new TypeError(`${id}: its module exports no handler`);
    return handler as UntypedHandler;
  };
  const handler: UntypedHandler = async (context) => (await loaded())(context);
  loaders.set(handler, loaded);
  return handler;
}

/** Loads the module of a lazy handler; any other is there already. Rejects where it cannot be loaded. */
export async function loadHandler(handler: UntypedHandler): Promise<void> {
  await loaders.get(handler)?.();
}
