/** The part of the policy that says how the parameters and the body of a request are read. */

/** How a value is laid out in the text of a parameter. OpenAPI 3.1 §4.8.12. */
export type ParameterStyle =
  | "simple"
  | "label"
  | "matrix"
  | "form"
  | "spaceDelimited"
  | "pipeDelimited"
  | "deepObject"
  | "cookie"
  | "content";

/** What the text of a parameter must spell before the validator sees it; unions are tried in this order. */
export type ParameterType =
  | {
      readonly kind: "scalar";
      readonly types: readonly ("integer" | "number" | "boolean" | "null" | "string")[];
    }
  | { readonly kind: "array"; readonly items: ParameterType }
  /** `otherwise`: what a text without members must spell; absent where there must be members. */
  | {
      readonly kind: "object";
      readonly properties: Readonly<Record<string, ParameterType>>;
      readonly rest: ParameterType | null;
      readonly otherwise?: ScalarType;
    }
  /** Text is JSON (`content: application/json`). */
  | { readonly kind: "json" };

export type ScalarType = Extract<ParameterType, { kind: "scalar" }>;

/** A named value of a request that is spelled as text, and how. */
export interface SpelledField {
  readonly name: string;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly type: ParameterType;
}

export interface ParameterPolicy extends SpelledField {
  readonly in: "path" | "query" | "header" | "cookie";
  readonly required: boolean;
  /** An empty text counts as left out, unless the type is text. */
  readonly allowEmpty?: true;
  /** Used when the caller sends nothing; absent where the document declares none. */
  readonly default?: unknown;
}

/** How the whole query string is read where one parameter describes it (OpenAPI 3.2 §4.12.1, `in: querystring`). */
export type QueryStringPolicy = { readonly required: boolean } & (
  { readonly kind: "form"; readonly form: FormPolicy } | { readonly kind: "json" | "text" }
);

/** The fields of a form; any other is refused by name, unless `rest` says what it must spell. */
export interface FormPolicy {
  readonly fields: readonly SpelledField[];
  readonly rest: ParameterType | null;
}

/** Media types that the part of a field may have; ranges allowed. */
export interface PartPolicy {
  readonly name: string;
  readonly mediaTypes: readonly string[];
}

/** A field whose parts are files. */
export interface FilePolicy extends PartPolicy {
  /** Whether the field may occur more than once. */
  readonly many: boolean;
  /** Bytes of one file; absent where only the cap of all uploads holds. */
  readonly maxBytes?: number;
}

/** How the body of one media type is read. `mediaType` is lower case and without parameters; it may be a range. */
export type BodyContent =
  /** JSON; under a range, every type that says it is JSON. `sequence`: a list, whose items are texts one after the other. */
  | { readonly kind: "json"; readonly mediaType: string; readonly sequence?: true }
  /** Text; `type` where it must spell something else, a number for instance. */
  | { readonly kind: "text"; readonly mediaType: string; readonly type?: ScalarType }
  /** `application/x-www-form-urlencoded`. */
  | { readonly kind: "form"; readonly mediaType: string; readonly form: FormPolicy }
  /** `multipart/form-data`. `parts`: fields whose parts must say what they are. */
  | {
      readonly kind: "multipart";
      readonly mediaType: string;
      readonly form: FormPolicy;
      readonly parts: readonly PartPolicy[];
      readonly files: readonly FilePolicy[];
    }
  /** Bytes of any kind, as one file. */
  | { readonly kind: "file"; readonly mediaType: string; readonly maxBytes?: number };

export interface BodyPolicy {
  readonly required: boolean;
  readonly content: readonly BodyContent[];
  /** Bytes of what is read into memory; files have caps of their own. */
  readonly limit: number;
}
