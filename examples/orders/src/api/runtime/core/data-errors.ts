/** The handler asked for something that the policy does not allow it to ask: a mistake in the handler, answered with 500. */
export class DataPolicyError extends Error {
  override readonly name = "DataPolicyError";
}

/** The cursor of a page was not made by this list; answered with 400. */
export class InvalidCursor extends Error {
  override readonly name = "InvalidCursor";

  constructor() {
    super("the cursor does not belong to this list");
  }
}

/** The store cannot hold this value (U+0000 in a text, a number out of range); answered with 422. */
export class InvalidValue extends Error {
  override readonly name = "InvalidValue";
  /** Property that was given the value, or null where only the database knows. */
  readonly property: string | null;

  constructor(property: string | null) {
    super(
      property === null ? "the store cannot hold a value" : `the store cannot hold this value of ${property}`,
    );
    this.property = property;
  }
}

/** Another row already has this key; answered with 409 unless the handler answers itself. */
export class UniqueViolation extends Error {
  override readonly name = "UniqueViolation";
  readonly table: string;

  constructor(table: string) {
    super(`a row of ${table} with the same key exists already`);
    this.table = table;
  }
}

/** The row points to a row that is not there, or is pointed to; answered with 409 unless the handler answers itself. */
export class ReferenceViolation extends Error {
  override readonly name = "ReferenceViolation";
  readonly table: string;

  constructor(table: string) {
    super(`a reference from or to ${table} would be broken`);
    this.table = table;
  }
}
