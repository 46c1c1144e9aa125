import type { Model } from "../model/model.js";
import type { JwtScheme, SchemePolicy } from "../runtime/core/policy.js";
import { code, trusted, type Code } from "./code.js";
import { servedSchemes } from "./emitter.js";
import { assigned, call, members, verbatim, type Expression } from "./expression.js";
import { importOf } from "./imports.js";

/** What the runtime exports, and where. */
interface Export {
  readonly name: string;
  /** Below `runtime/`, without extension. */
  readonly module: string;
  readonly isType?: true;
}

/** A part of the fence as an expression, and what it is made of. */
interface Part {
  readonly expression: Expression;
  readonly needs: readonly Export[];
}

/** The parts of the fence that the document needs: whatever is not imported here is not copied. */
export function partsView(model: Model, extension: Code): object {
  const schemes = schemeParts(servedSchemes(model));
  const needs: readonly Export[] = [
    { name: "PartsOf", module: "core/parts", isType: true },
    ...schemes.flatMap(([, part]) => part.needs),
  ];
  const parts = members([["schemes", members(schemes.map(([kind, { expression }]) => [kind, expression]))]]);
  return {
    extension,
    imports: importsOf(needs, extension),
    parts: assigned(code`export const parts: PartsOf<Policy> =`, parts),
  };
}

/** By kind, once each. */
function schemeParts(schemes: readonly SchemePolicy[]): readonly (readonly [string, Part])[] {
  const jwts = schemes.filter((scheme) => scheme.kind === "jwt");
  const kinds = [...new Set(schemes.map(({ kind }) => kind))].toSorted();
  return kinds.map((kind) => [kind, schemePart(kind, jwts)]);
}

function schemePart(kind: SchemePolicy["kind"], jwts: readonly JwtScheme[]): Part {
  switch (kind) {
    case "jwt":
      return jwtPart(jwts);
    case "api-key":
      return single({ name: "apiKeyScheme", module: "core/authentication/api-key-scheme" });
    case "basic":
      return single({ name: "basicScheme", module: "core/authentication/basic-scheme" });
    case "mutual-tls":
      return single({ name: "mutualTlsScheme", module: "core/authentication/mutual-tls-scheme" });
    case "introspection":
      return single({ name: "introspectionScheme", module: "core/authentication/introspection-scheme" });
  }
}

const keyReaders: Readonly<Record<JwtScheme["keys"]["kind"], Export>> = {
  discovery: { name: "keysOfIssuer", module: "core/authentication/fetched-keys" },
  jwks: { name: "keysOfJwks", module: "core/authentication/fetched-keys" },
  secret: { name: "keysOfSecret", module: "core/authentication/static-keys" },
};

/** Tokens, with a reader for each kind of source that their keys come from. */
function jwtPart(schemes: readonly JwtScheme[]): Part {
  const sources = [...new Set(schemes.map(({ keys }) => keys.kind))].toSorted();
  const maker = { name: "jwtScheme", module: "core/authentication/jwt-scheme" };
  const readers = sources.map((source) => keyReaders[source]);
  const byKind = members(sources.map((source) => [source, reference(keyReaders[source])]));
  return { expression: call(trusted(maker.name), byKind), needs: [maker, ...readers] };
}

function single(part: Export): Part {
  return { expression: reference(part), needs: [part] };
}

function reference({ name }: Export): Expression {
  return verbatim(trusted(name));
}

/** One declaration for each module, in the order of their paths. */
function importsOf(needs: readonly Export[], extension: Code): readonly Code[] {
  const modules = [...new Set(needs.map(({ module }) => module))].toSorted();
  return modules.map((module) => {
    const own = needs.filter((need) => need.module === module);
    const names = [...new Set(own.map(({ name }) => name))].toSorted();
    const keyword = own.every(({ isType }) => isType) ? "import type" : "import";
    return importOf(names.map(trusted), code`./runtime/${trusted(module)}`, extension, keyword);
  });
}
