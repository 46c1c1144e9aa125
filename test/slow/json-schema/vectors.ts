import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Diagnostic, Location } from "../../../src/diagnostics/diagnostic.js";
import { bundle } from "../../../src/document/bundle.js";
import type { JsonObject, JsonValue } from "../../../src/document/document.js";
import type { Files } from "../../../src/document/files.js";
import { isObject } from "../../../src/document/json.js";
import { Origins, rootOrigin } from "../../../src/document/origins.js";
import { valueAt } from "../../../src/document/reference.js";
import { rewriteChildren, withMembers, type Transform } from "../../../src/document/rewrite.js";
import { SchemaResources } from "../../../src/document/schema-resources.js";
import type { Source } from "../../../src/document/source.js";
import { checkStructure } from "../../../src/document/structure/check.js";
import { splitSchemas } from "../../../src/model/split/split.js";
import type { SchemaVariant } from "../../../src/model/model.js";
import { sharedPath } from "../../support/shared.js";

/** Schemas of the JSON-Schema-Test-Suite, each read as a document reads a schema file beside it. */

export interface Group {
  readonly description: string;
  readonly schema: JsonValue;
  readonly tests: readonly {
    readonly description: string;
    readonly data: unknown;
    readonly valid: boolean;
  }[];
}

export interface SuiteFile {
  readonly name: string;
  readonly groups: readonly Group[];
}

const suite = sharedPath("vectors/json-schema-test-suite");

export function suiteFiles(draft: string): readonly SuiteFile[] {
  const folder = `${suite}/tests/${draft}`;
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => ({ name, groups: parse(readFileSync(`${folder}/${name}`, "utf8")) as readonly Group[] }));
}

function parse(text: string): unknown {
  return JSON.parse(text);
}

const nowhere: Location = { file: "openapi.json", line: 1, column: 1, length: 1 };

function sourceOf(absolutePath: string, value: JsonValue): Source {
  const input = { path: absolutePath, absolutePath, text: JSON.stringify(value), sha256: "", verbatim: true };
  return { input, value, locate: () => nowhere };
}

const require = createRequire(import.meta.url);
/** ESLint's Ajv is older and still has draft 4. */
const eslint = createRequire(require.resolve("eslint/package.json"));

/** Where meta-schemas are published → the copy that Ajv has. */
const metaSchemas: readonly (readonly [RegExp, string])[] = [
  [/^http:\/\/json-schema\.org\/draft-0([67])\/schema$/, "json-schema-draft-0$1.json"],
  [/^https:\/\/json-schema\.org\/draft\/(20[0-9-]+)\/(schema|meta\/[a-z-]+)$/, "json-schema-$1/$2.json"],
];

/** Serves what the suite says is at `http://localhost:1234/`, and the meta-schemas. */
class SuiteServer {
  readonly #sources = new Map<string, Source | null>();

  mayFetch(url: string): boolean {
    return this.refer(url.replace(/#.*$/, "")) !== null;
  }

  refer(url: string): Source | null {
    const known = this.#sources.get(url);
    if (known !== undefined) return known;
    const path = pathOf(url);
    const source = path === null ? null : readOrNull(url, path);
    this.#sources.set(url, source);
    return source;
  }
}

function pathOf(url: string): string | null {
  if (url.startsWith("http://localhost:1234/")) return `${suite}/remotes/${url.slice(22)}`;
  if (url === "http://json-schema.org/draft-04/schema")
    return eslint.resolve("ajv/lib/refs/json-schema-draft-04.json");
  const found = metaSchemas.find(([pattern]) => pattern.test(url));
  return found === undefined ? null : require.resolve(`ajv/dist/refs/${url.replace(found[0], found[1])}`);
}

function readOrNull(url: string, path: string): Source | null {
  try {
    return sourceOf(url, parse(readFileSync(path, "utf8")) as JsonValue);
  } catch {
    return null;
  }
}

const server = new SuiteServer();

export interface Prepared {
  /** Refers to variants. */
  readonly schema: JsonValue;
  readonly variants: readonly SchemaVariant[];
  readonly problems: readonly string[];
}

/** A schema of the suite as a document refers to it, read and split as any other: what `read` needs of it. */
export function prepared(schema: JsonValue, dialect: string): Prepared {
  const problems: string[] = [];
  const root: JsonObject = {
    openapi: "3.1.0",
    jsonSchemaDialect: dialect,
    info: { title: "Suite", version: "1" },
    paths: {},
    components: { schemas: { Outer: { properties: { it: { $ref: "./schema.json" } } } } },
  };
  const entry = sourceOf("/suite/openapi.json", root);
  const own = sourceOf("/suite/schema.json", schema);
  const report = ({ severity, message }: Diagnostic): void => {
    if (severity === "error") problems.push(message);
  };
  const files = {
    selves: new Map<string, Source>(),
    mayFetch: (url: string) => server.mayFetch(url),
    refer: (reference: string, from: Source): Source | null => {
      if (reference === "./schema.json") return own;
      const { absolutePath } = from.input;
      const source = server.refer(
        URL.canParse(reference, absolutePath) ? new URL(reference, absolutePath).href : reference,
      );
      if (source === null) problems.push(`${reference} cannot be read`);
      return source;
    },
  };
  const origins = new Origins();
  const overlays = new Set<Source>();
  const version = "3.1" as const;
  const resources = new SchemaResources({ entry, overlays, root, version });
  const bundled = bundle({
    ...{ root, version, origins, resources, entry, overlays, report },
    files: files as unknown as Files,
  });
  checkStructure(bundled, version, (pointer, message, extra) => {
    if (extra?.rule !== "openapi-deviation") problems.push(`${pointer}: ${message}`);
  });
  const document = withoutFormats(bundled, origins, entry);
  const spot = {
    value: valueAt(document, "/components/schemas/Outer/properties/it") ?? true,
    pointer: "/use",
  };
  const use = { spot, flavour: "read" } as const;
  const caps = { body: 0, depth: 0, string: 0, array: 0, properties: 0, upload: 0, files: 0 };
  const split = splitSchemas(document, caps, new Map(), [use]);
  return { schema: split.used(use).schema, variants: split.schemas.variants, problems };
}

/** The suite wants `format` to be an annotation, as JSON Schema leaves it; our servers check formats. */
function withoutFormats(root: JsonObject, origins: Origins, entry: Source): JsonObject {
  const transform: Transform = (kind, value, at) => {
    if (!isObject(value)) return value;
    const rewritten = rewriteChildren(kind, value, at, origins, transform);
    return kind === "schema" ? withMembers(rewritten, { format: undefined }, origins) : rewritten;
  };
  return rewriteChildren("document", root, rootOrigin(entry), origins, transform);
}
