/** An error as Ajv's standalone code reports it. */
export interface ValidationError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** A precompiled check; `errors` holds what the last call found. It stops at the first error, so hostile input costs little. */
export interface Validator {
  (data: unknown): boolean;
  errors?: readonly ValidationError[] | null;
}

/** The checks of one operation; absent where the document declares nothing to check. */
export interface OperationValidators {
  readonly path?: Validator;
  readonly query?: Validator;
  readonly header?: Validator;
  readonly cookie?: Validator;
  /** By media type, as in `BodyContent`. */
  readonly body?: Readonly<Record<string, Validator>>;
  /** Of answers: their headers by name, by status as in `HeaderShapes`. */
  readonly answer?: Readonly<Record<string, Validator>>;
}

/** What a module of validators holds: how those of each operation are made, by its id. */
export type ValidatorMakers = Readonly<Record<string, () => OperationValidators>>;

/** Loads a module of validators. */
export type LoadMakers = () => Promise<{ readonly validators: ValidatorMakers }>;

/**
 * The validators of one operation, made when they are first asked for and kept. Rejects where the module cannot be loaded,
 * or has none of the operation.
 */
export function validatorsOf(id: string, load: LoadMakers): () => Promise<OperationValidators> {
  let made: OperationValidators | null = null;
  return async () => {
    if (made !== null) return made;
    const { validators } = await load();
    const make = Object.hasOwn(validators, id) ? validators[id] : undefined;
    if (make === undefined) throw new TypeError(`${id}: its module has no validators of it`);
    return (made ??= make());
  };
}
