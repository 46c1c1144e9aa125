import { keepingList, recalling } from "../document/remember.js";
import type { Model } from "../model/model.js";
import { circles } from "./circles.js";
import { code, joinCode, name, propertyKey, type Code } from "./code.js";
import { compileModule, type CompiledModule } from "./compile-validator.js";
import { observedVariants, type Lookup } from "./evaluated.js";
import { modulesOf, type Entry, type ValidatorFile } from "./validator-modules.js";
import { findParts, type OwnedParts, type Part } from "./validator-parts.js";
import { variantPlace, type Place } from "./validator-places.js";

/** The validators of every operation and every request of the server's own, and of every variant that their schemas refer to. */
export function validatorFiles(model: Model, extension: Code): readonly ValidatorFile[] {
  const schemas = new Map(model.schemas.variants.map((variant) => [variant.name, variant.schema]));
  const lookup: Lookup = (variant) => {
    const schema = schemas.get(variant);
    if (schema === undefined) throw new Error(`no such variant: ${variant}`);
    return schema;
  };
  const messages = findParts(model).map(compiledMessage);
  const observed = observedVariants(
    [...messages.flatMap(({ parts }) => parts.map(({ schema }) => schema)), ...schemas.values()],
    lookup,
  );
  const shared = sharedUnits(messages.flatMap(({ parts }) => parts));
  const variants = variantUnits(
    [...messages.flatMap(variantsOf), ...shared.flatMap(({ compiled }) => [...compiled.variants])],
    (variant) => compileModule([{ schema: lookup(variant), tellsEvaluated: observed.has(variant) }]),
  );
  return [
    ...modulesOf(messages.map(messageEntry), "validators", extension),
    ...modulesOf([...shared, ...variants].sort(byPlace).map(unitEntry), "validator-units", extension),
  ];
}

interface Message extends OwnedParts {
  /** The parts that stand nowhere else. */
  readonly compiled: CompiledModule;
}

function compiledMessage(own: OwnedParts): Message {
  return compiledMessages(own, [], () => ({
    ...own,
    compiled: compileParts(own.parts.filter(({ home }) => home.kind === "own")),
  }));
}

const compiledMessages = recalling<Message>();

/** Nothing refers to a part, so nobody asks what it evaluated. */
function compileParts(parts: readonly Part[]): CompiledModule {
  return compileModule(parts.map(({ schema }) => ({ schema, tellsEvaluated: false })));
}

function variantsOf({ parts, compiled }: Message): readonly string[] {
  return [
    ...parts.flatMap(({ home }) => (home.kind === "variant" ? [home.variant] : [])),
    ...compiled.variants,
  ];
}

/** A validator that others call. */
interface Unit {
  readonly place: Place;
  readonly compiled: CompiledModule;
  readonly isCircular: boolean;
}

/** The parts that several operations have in common. */
function sharedUnits(parts: readonly Part[]): readonly Unit[] {
  const units = new Map<string, Unit>();
  for (const part of parts)
    if (part.home.kind === "shared" && !units.has(part.home.place.validate)) {
      const { place } = part.home;
      units.set(place.validate, { place, compiled: compileParts([part]), isCircular: false });
    }
  return [...units.values()];
}

/** The variants that are referred to, and those that these refer to in turn. */
function variantUnits(
  wanted: readonly string[],
  compile: (variant: string) => CompiledModule,
): readonly Unit[] {
  const compiled = new Map<string, CompiledModule>();
  const pending = [...wanted];
  for (let variant = pending.pop(); variant !== undefined; variant = pending.pop()) {
    if (compiled.has(variant)) continue;
    const module = compile(variant);
    compiled.set(variant, module);
    pending.push(...module.variants);
  }
  const circular = circularVariants(compiled);
  return [...compiled].map(([variant, module]) => ({
    place: variantPlace(variant),
    compiled: module,
    isCircular: circular.has(variant),
  }));
}

/** Variants whose validators call each other in a circle. */
function circularVariants(variants: ReadonlyMap<string, CompiledModule>): ReadonlySet<string> {
  const compiled = keepModules([...variants.values()]);
  return onCircles(compiled, [...variants.keys()], () =>
    circles(new Map([...variants].map(([name, each]) => [name, each.variants]))),
  );
}

const keepModules = keepingList<CompiledModule>();
const onCircles = recalling<ReadonlySet<string>>();

function byPlace({ place: one }: Unit, { place: other }: Unit): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.validate < other.validate ? -1 : 1;
}

/** A member that makes the validators of an operation: what is compiled for it alone stands in a function of its own. */
function messageEntry(message: Message): Entry {
  return messageEntries(message, [], () => {
    const { compiled, file, id, parts } = message;
    const { statements } = compiled;
    const made = checksOf(message);
    const body = statements === "" ? code`(${made})` : code`{\n${statements}\nreturn ${made};\n}`;
    const elsewhere = parts.flatMap(({ home }) => placeOf(home) ?? []);
    return {
      ...entryOf(compiled, file),
      text: code`${propertyKey(id)}: () => ${body},`,
      named: [...elsewhere, ...[...compiled.variants].map(variantPlace)],
    };
  });
}

const messageEntries = recalling<Entry>();

/** A value of `OperationValidators`. */
function checksOf({ parts, compiled }: Message): Code {
  const own = [...compiled.functions];
  const members = parts.map(({ kind, key, home }) => ({
    kind,
    text: code`${key}: ${placeOf(home)?.validate ?? own.shift() ?? name("validate")}`,
  }));
  const of = (kind: Part["kind"]): readonly Code[] =>
    members.flatMap((member) => (member.kind === kind ? [member.text] : []));
  const nested = (kind: "body" | "answer"): readonly Code[] =>
    of(kind).length === 0 ? [] : [code`${name(kind)}: ${objectOf(of(kind))}`];
  return objectOf([...of("location"), ...nested("body"), ...nested("answer")]);
}

function objectOf(members: readonly Code[]): Code {
  return members.length === 0 ? code`{}` : code`{ ${joinCode(members, ", ")} }`;
}

function placeOf(home: Part["home"]): Place | null {
  switch (home.kind) {
    case "own":
      return null;
    case "shared":
      return home.place;
    case "variant":
      return variantPlace(home.variant);
  }
}

/** Names of its own stay in a function; it calls others only when it is called, when all modules are there. */
function unitEntry({ place, compiled, isCircular }: Unit): Entry {
  return unitEntries(compiled, [place.validate, isCircular], () => {
    const { functions, helpers, statements } = compiled;
    const [check = name("validate0")] = functions;
    const made = isCircular ? code`remembered(${check})` : check;
    return {
      ...entryOf(compiled, place.file),
      text: code`export const ${place.validate}: Validator = (() => {\n${statements}\nreturn ${made};\n})();`,
      helpers: isCircular ? [...helpers, "remembered"] : helpers,
    };
  });
}

const unitEntries = recalling<Entry>();

function entryOf({ helpers, usesFormats, variants }: CompiledModule, file: string): Omit<Entry, "text"> {
  return { file, helpers, usesFormats, named: [...variants].map(variantPlace) };
}
