import { isArray, isObject, memberOf } from "../document/json.js";
import type { JsonObject, JsonValue } from "../document/document.js";

/** Members of a JSON value by the type that is wanted; a member of another type counts as absent. */

export function objectMember(value: JsonValue | undefined, key: string): JsonObject | undefined {
  const found = memberOf(value, key);
  return isObject(found) ? found : undefined;
}

export function textMember(value: JsonValue | undefined, key: string): string | undefined {
  const found = memberOf(value, key);
  return typeof found === "string" ? found : undefined;
}

function listMember(value: JsonValue | undefined, key: string): readonly JsonValue[] {
  const found = memberOf(value, key);
  return isArray(found) ? found : [];
}

export function textsMember(value: JsonValue | undefined, key: string): readonly string[] {
  return listMember(value, key).filter((each) => typeof each === "string");
}

export function isTrue(value: JsonValue | undefined, key: string): boolean {
  return memberOf(value, key) === true;
}
