import { memberOf } from "../document/json.js";
import type { JsonObject } from "../document/document.js";
import type { ParameterPolicy, ParameterStyle } from "../runtime/core/policy.js";
import { isTrue, textMember } from "./members.js";
import { contentSchema } from "./operation-slots.js";
import { parameterType } from "./parameter-type.js";
import type { Spot } from "./references.js";
import { valueFacts } from "./value-facts.js";

export interface ParameterDraft {
  readonly policy: ParameterPolicy;
  readonly description: string | null;
  readonly schema: Spot;
  readonly pointer: string;
}

type Place = ParameterPolicy["in"];

const styles: ReadonlySet<string> = new Set<ParameterStyle>([
  ...(["simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject"] as const),
]);
const defaultStyles: Readonly<Record<Place, ParameterStyle>> = {
  path: "simple",
  query: "form",
  header: "simple",
  cookie: "form",
};

/** Header parameters that OpenAPI tells to ignore (3.1 §4.8.12.1): others speak for them. */
const ignoredHeaders: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);

/** A parameter as the fence reads it, or null for one that it does not read. */
export function buildParameter(root: JsonObject, spot: Spot<JsonObject>): ParameterDraft | null {
  const name = textMember(spot.value, "name");
  const place = textMember(spot.value, "in");
  if (name === undefined || !isPlace(place)) return null;
  if (place === "header" && ignoredHeaders.has(name.toLowerCase())) return null;
  const schema = contentSchema(root, spot) ?? { value: true, pointer: spot.pointer };
  const style = styleOf(spot.value, place);
  const explode = memberOf(spot.value, "explode");
  const initial = memberOf(schema.value, "default") ?? valueFacts(root, schema).default ?? undefined;
  return {
    policy: {
      in: place,
      name,
      required: place === "path" || isTrue(spot.value, "required"),
      style,
      explode: typeof explode === "boolean" ? explode : style === "form",
      type: style === "content" ? { kind: "json" } : parameterType(root, schema),
      ...(initial === undefined ? {} : { default: initial }),
    },
    description: textMember(spot.value, "description") ?? null,
    schema,
    pointer: spot.pointer,
  };
}

function isPlace(place: string | undefined): place is Place {
  return place !== undefined && Object.hasOwn(defaultStyles, place);
}

function styleOf(parameter: JsonObject, place: Place): ParameterStyle {
  if (memberOf(parameter, "schema") === undefined && memberOf(parameter, "content") !== undefined)
    return "content";
  const style = textMember(parameter, "style");
  return style !== undefined && styles.has(style) ? (style as ParameterStyle) : defaultStyles[place];
}
