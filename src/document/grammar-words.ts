/** The words in which the grammar of OpenAPI is written down. */
export type NodeKind =
  | "document"
  | "info"
  | "server"
  | "paths"
  | "pathItem"
  | "operation"
  | "parameter"
  | "requestBody"
  | "mediaType"
  | "encoding"
  | "responses"
  | "response"
  | "header"
  | "example"
  | "link"
  | "callback"
  | "schema"
  | "discriminator"
  | "components"
  | "securityScheme"
  | "oauthFlows"
  | "oauthFlow"
  | "securityRequirement"
  | "tag";

/** The type of a member that is no object of OpenAPI's own. */
export type Shape =
  | "text"
  | "texts"
  | "textMap"
  | "textsMap"
  | "flag"
  | "flagOrNumber"
  | "number"
  | "positive"
  | "count"
  | "list"
  | "types"
  | "object";

export type Field =
  | { readonly holds: "one" | "list" | "map"; readonly kind: NodeKind }
  | { readonly holds: "value"; readonly shape: Shape };

export interface ObjectGrammar {
  readonly fields: Readonly<Record<string, Field>>;
  /** What every other member holds, extensions (`x-…`) excepted. */
  readonly others?: Field;
  readonly required?: readonly string[];
  /** The section of `components` that this kind may stand in, and be referred to. */
  readonly section?: string;
}

export const one = (kind: NodeKind): Field => ({ holds: "one", kind });
export const list = (kind: NodeKind): Field => ({ holds: "list", kind });
export const map = (kind: NodeKind): Field => ({ holds: "map", kind });
export const value = (shape: Shape): Field => ({ holds: "value", shape });

export const text = value("text");
export const texts = value("texts");
export const flag = value("flag");
export const number = value("number");
export const count = value("count");

export const described = { summary: text, description: text };
