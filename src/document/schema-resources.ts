import { pathToFileURL } from "node:url";
import { tracking } from "../diagnostics/text-change.js";
import { dialectNamed, idKeyword, ignoresSiblings, type Dialect } from "./dialect.js";
import type { JsonObject, JsonValue } from "./document.js";
import type { NodeKind } from "./grammar-words.js";
import { isArray, isObject, memberOf } from "./json.js";
import { tokensOf, type Origin } from "./origins.js";
import { formatPointer, parsePointer } from "./pointer.js";
import type { Source } from "./source.js";
import { eachChild } from "./walk.js";

/** Where a value stands: a file, and the tokens that lead to it. */
export interface Place {
  readonly source: Source;
  readonly tokens: readonly string[];
}

/**
 * What the names in a schema are relative to: a schema with `$id` (JSON Schema 2020-12 Core §4.3.5), or one that has none
 * and stands for itself in a document or a file.
 */
export interface SchemaResource extends Place {
  /** Absolute, without fragment. */
  readonly uri: string;
  readonly dialect: Dialect;
  /** `$anchor` and `$dynamicAnchor`, by name. */
  readonly anchors: Map<string, readonly string[]>;
  /** `$dynamicAnchor` by name; `$recursiveAnchor: true` of 2019-09 has none. */
  readonly dynamicAnchors: Map<string, readonly string[]>;
}

/** Nothing in a text without one of these changes what a reference means. */
const tellingWords =
  /\$(?:id|anchor|dynamicAnchor|dynamicRef|recursiveAnchor|recursiveRef|schema)\b|jsonSchemaDialect/u;

/** Longer than each of them. */
const aroundChange = 32;

const isTelling = tracking(
  (text) => tellingWords.test(text),
  (text, before, { start, end, growth }) =>
    tellingWords.test(
      before ? text : text.slice(Math.max(0, start - aroundChange), end + growth + aroundChange),
    ),
);

export interface ResourceOptions {
  readonly entry: Source;
  readonly overlays: ReadonlySet<Source>;
  /** The entry's value with overlays applied. */
  readonly root: JsonValue;
  readonly version: string;
}

/** The schema resources of every file of a document, found when a file is first asked about. */
export class SchemaResources {
  readonly #options: ResourceOptions;
  readonly #byUri = new Map<string, SchemaResource>();
  readonly #files = new Map<Source, ResourceFile>();

  constructor(options: ResourceOptions) {
    this.#options = options;
  }

  /** Whether what schemas call themselves matters to references in a file at all. */
  matterTo(source: Source): boolean {
    return this.#file(source).byPointer.size > 0 || this.#byUri.size > 0;
  }

  /** The resource that a value belongs to, by where it was written. */
  around(origin: Origin): SchemaResource {
    const file = this.#file(origin.source);
    return file.byPointer.size === 0
      ? file.whole
      : this.of({ source: origin.source, tokens: tokensOf(origin) });
  }

  /** The resource that a place belongs to. */
  of({ source, tokens }: Place): SchemaResource {
    const file = this.#file(source);
    for (let length = tokens.length; length >= 0 && file.byPointer.size > 0; length -= 1) {
      const found = file.byPointer.get(formatPointer(tokens.slice(0, length)));
      if (found !== undefined) return found;
    }
    return file.whole;
  }

  /** The dynamic anchors by one name, of every file that was asked about. */
  bindings(name: string): readonly Place[] {
    return [...this.#files.values()].flatMap(({ byPointer }) =>
      [...byPointer.values()].flatMap(({ source, dynamicAnchors }) => {
        const tokens = dynamicAnchors.get(name);
        return tokens === undefined ? [] : [{ source, tokens }];
      }),
    );
  }

  /**
   * What a reference at a place names by a URI or an anchor that a schema gives itself; null where it is for files and
   * pointers to say.
   */
  find(reference: string, at: Origin): Place | null {
    if (!this.matterTo(at.source) || this.#options.overlays.has(at.source)) return null;
    const base = this.around(at);
    const hash = reference.indexOf("#");
    const uri = absoluteUri(hash === -1 ? reference : reference.slice(0, hash), base.uri);
    const fragment = decoded(hash === -1 ? "" : reference.slice(hash + 1));
    if (uri === null || fragment === null) return null;
    const resource = uri === base.uri ? base : this.#byUri.get(uri);
    return resource === undefined ? null : this.#inside(resource, fragment);
  }

  /** The reference as a URL, where a `$id` says what it is relative to; else null. */
  urlOf(reference: string, at: Origin): string | null {
    if (!this.matterTo(at.source)) return null;
    const base = this.around(at);
    if (reference.startsWith("#") || base.uri === fileUri(at.source)) return null;
    const uri = absoluteUri(reference, base.uri);
    return uri !== null && /^https?:/u.test(uri) ? uri : null;
  }

  #inside(resource: SchemaResource, fragment: string): Place | null {
    const { source, uri } = resource;
    const pointer = parsePointer(fragment);
    // A schema without `$id` shares its base with the whole document, so pointers begin at the document's root.
    const root = this.#byUri.get(uri)?.tokens ?? [];
    if (pointer !== null) {
      const tokens = [...root, ...pointer];
      // Authors also write pointers from the document's root inside of what has an `$id`; then the file's rules hold.
      return this.#exists(source, tokens) ? { source, tokens } : null;
    }
    const siblings = [...this.#file(source).byPointer.values()].filter((each) => each.uri === uri);
    const named = [resource, ...siblings].find(({ anchors }) => anchors.has(fragment));
    const tokens = named?.anchors.get(fragment);
    return tokens === undefined ? null : { source, tokens };
  }

  #exists(source: Source, tokens: readonly string[]): boolean {
    const { entry, root } = this.#options;
    let value: JsonValue | undefined = source === entry ? root : source.value;
    for (const token of tokens) value = memberOf(value, token);
    return value !== undefined;
  }

  #file(asked: Source): ResourceFile {
    const { entry, overlays, root, version } = this.#options;
    const source = overlays.has(asked) ? entry : asked;
    const known = this.#files.get(source);
    if (known !== undefined) return known;
    const value = source === entry ? root : source.value;
    const isDocument = memberOf(value, "openapi") !== undefined;
    const stated = dialectNamed(memberOf(value, isDocument ? "jsonSchemaDialect" : "$schema"));
    const own: Dialect = version === "3.0" ? "openapi-3.0" : "2020-12";
    const dialect = stated ?? (source === entry ? own : this.#file(entry).whole.dialect);
    const file = { whole: wholeOf(source, dialect), byPointer: new Map() };
    this.#files.set(source, file);
    const texts = source === entry ? [entry, ...overlays] : [source];
    if (dialect === "draft-04" || texts.some(({ input }) => isTelling(input.text)))
      this.#index(file, value, isDocument ? "document" : "schema");
    return file;
  }

  #index(file: ResourceFile, value: JsonValue, kind: NodeKind): void {
    const begin = (resource: SchemaResource): void => {
      file.byPointer.set(formatPointer(resource.tokens), resource);
      if (resource.uri !== file.whole.uri && !this.#byUri.has(resource.uri))
        this.#byUri.set(resource.uri, resource);
    };
    indexNode({ kind, value, tokens: [], resource: null, file, begin });
  }
}

interface ResourceFile {
  /** For whatever is in no schema. */
  readonly whole: SchemaResource;
  readonly byPointer: Map<string, SchemaResource>;
}

interface Visit {
  readonly kind: NodeKind;
  readonly value: JsonValue;
  readonly tokens: readonly string[];
  /** The resource around the value; null outside of schemas. */
  readonly resource: SchemaResource | null;
  readonly file: ResourceFile;
  readonly begin: (resource: SchemaResource) => void;
}

function indexNode(visit: Visit): void {
  const { kind, value, tokens } = visit;
  if (!isObject(value)) return;
  const resource = kind === "schema" ? indexSchema(value, visit) : null;
  const below = (child: NodeKind, each: JsonValue, ...way: readonly string[]): void =>
    indexNode({ ...visit, kind: child, value: each, tokens: [...tokens, ...way], resource });
  eachChild(kind, value, (child) => {
    // A list of `items` is no list in the grammar; it is walked below.
    if (!isArray(child.value))
      below(child.kind, child.value, child.member, ...(child.key === null ? [] : [child.key]));
  });
  if (kind !== "schema") return;
  const { items, additionalItems, dependencies } = value;
  if (isArray(items)) items.forEach((item, index) => below("schema", item, "items", String(index)));
  if (isObject(additionalItems)) below("schema", additionalItems, "additionalItems");
  if (isObject(dependencies))
    Object.entries(dependencies).forEach(([name, each]) => below("schema", each, "dependencies", name));
}

/** The resource that a schema belongs to, with its anchors noted. */
function indexSchema(schema: JsonObject, { tokens, resource: around, file, begin }: Visit): SchemaResource {
  const outer = around ?? file.whole;
  const dialect = dialectNamed(schema["$schema"]) ?? outer.dialect;
  const isReference = typeof schema["$ref"] === "string" && ignoresSiblings(dialect);
  const id = isReference ? undefined : schema[idKeyword(dialect)];
  const named = typeof id === "string" ? id : "";
  const uri =
    (named.startsWith("#") ? null : absoluteUri(named.replace(/#.*$/u, ""), outer.uri)) ?? outer.uri;
  const begins = around === null || uri !== outer.uri || dialect !== outer.dialect;
  const resource = begins ? resourceAt(outer.source, tokens, uri, dialect) : outer;
  if (begins) begin(resource);
  const { $anchor, $dynamicAnchor, $recursiveAnchor } = schema;
  // Up to draft 7 an `$id` that is a fragment is what later became `$anchor`.
  if (named.startsWith("#")) resource.anchors.set(named.slice(1), tokens);
  if (typeof $anchor === "string") resource.anchors.set($anchor, tokens);
  if (typeof $dynamicAnchor === "string") {
    resource.anchors.set($dynamicAnchor, tokens);
    resource.dynamicAnchors.set($dynamicAnchor, tokens);
  }
  if ($recursiveAnchor === true && begins) resource.dynamicAnchors.set("", tokens);
  return resource;
}

function resourceAt(
  source: Source,
  tokens: readonly string[],
  uri: string,
  dialect: Dialect,
): SchemaResource {
  return { source, tokens, uri, dialect, anchors: new Map(), dynamicAnchors: new Map() };
}

/** For whatever is in no schema of a file; of thousands of files nobody asks for the URI. */
function wholeOf(source: Source, dialect: Dialect): SchemaResource {
  const anchors = { anchors: new Map(), dynamicAnchors: new Map() };
  return {
    source,
    tokens: [],
    dialect,
    ...anchors,
    get uri() {
      return fileUri(source);
    },
  };
}

function fileUri({ input }: Source): string {
  return /^https?:/u.test(input.absolutePath) ? input.absolutePath : pathToFileURL(input.absolutePath).href;
}

/** A reference resolved against a base (RFC 3986 §5), or null where there is no such URI. */
function absoluteUri(reference: string, base: string): string | null {
  if (reference === "") return base;
  try {
    return new URL(reference, base).href;
  } catch {
    return null;
  }
}

function decoded(fragment: string): string | null {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return null;
  }
}
