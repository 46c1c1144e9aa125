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
