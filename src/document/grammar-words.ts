import type { OpenApiVersion } from "./document.js";

/** The words in which the grammar of OpenAPI is written down. */
export type NodeKind =
  | "document"
  | "info"
  | "contact"
  | "license"
  | "externalDocs"
  | "server"
  | "serverVariable"
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
  | "xml"
  | "components"
  | "securityScheme"
  | "oauthFlows"
  | "oauthFlow"
  | "securityRequirement"
  | "tag";

/** The type of a member that is no object of OpenAPI's own. */
export type Shape =
  | "any"
  | "text"
  | "prose"
  | "texts"
  | "proses"
  | "names"
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

interface Dated {
  /** The version that the member came with, where that is not the oldest. */
  readonly since?: OpenApiVersion;
}

export type Field = Dated &
  (
    | { readonly holds: "one" | "list" | "map"; readonly kind: NodeKind }
    | { readonly holds: "value"; readonly shape: Shape }
  );

export interface ObjectGrammar {
  readonly fields: Readonly<Record<string, Field>>;
  /** What every other member holds, extensions (`x-…`) excepted. */
  readonly others?: Field;
  readonly required?: readonly string[];
  /** Words that are written for a member, but are too far from it to be told by their letters. */
  readonly mistaken?: Readonly<Record<string, string>>;
  /** The section of `components` that this kind may stand in, and be referred to. */
  readonly section?: string;
}

export const one = (kind: NodeKind): Field => ({ holds: "one", kind });
export const list = (kind: NodeKind): Field => ({ holds: "list", kind });
export const map = (kind: NodeKind): Field => ({ holds: "map", kind });
export const value = (shape: Shape): Field => ({ holds: "value", shape });
export const since = (version: OpenApiVersion, field: Field): Field => ({ ...field, since: version });

export const any = value("any");
export const text = value("text");
/** A text that only people read. */
export const prose = value("prose");
export const texts = value("texts");
export const flag = value("flag");
export const number = value("number");
export const count = value("count");

export const described = { summary: prose, description: prose };

/** Examples, defaults and constants are data, also where they look like a reference. */
export function isData(field: Field): boolean {
  return field.holds === "value" && (field.shape === "any" || field.shape === "object");
}

/** Objects that nothing depends on. */
export function isDispensable(kind: NodeKind): boolean {
  return kind === "example" || kind === "link";
}
