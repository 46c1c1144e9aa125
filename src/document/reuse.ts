import type { JsonObject, JsonValue } from "./document.js";
import { isArray, isContainer, isObject, type JsonContainer } from "./json.js";

/**
 * The new value, with everything in it that is equal to what stood at the same place before replaced by that: what did not
 * change keeps its identity, and with it what is remembered of it. The order of members counts. Neither value is changed;
 * `carry` is told which container takes the place of which.
 */
export function reuse(
  previous: JsonValue | undefined,
  next: JsonValue,
  carry: (from: JsonContainer, to: JsonContainer) => void = () => undefined,
): JsonValue {
  if (previous === next || !isContainer(next) || !isContainer(previous)) return next;
  if (isArray(previous) !== isArray(next)) return next;
  const [before, now] = [previous as JsonObject, next as JsonObject];
  const [oldKeys, keys] = [Object.keys(before), Object.keys(now)];
  let isSame = keys.length === oldKeys.length;
  let copy: Record<string, JsonValue> | JsonValue[] | null = null;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string;
    const value = now[key] as JsonValue;
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    const kept = reuse(old, value, carry);
    if (kept !== value) {
      copy ??= isArray(next) ? [...next] : { ...now };
      (copy as Record<string, JsonValue>)[key] = kept;
    }
    isSame &&= oldKeys[index] === key && Object.is(kept, old);
  }
  const result = isSame ? previous : (copy ?? next);
  if (result !== next) carry(next, result);
  return result;
}

/** The same for plain data of ours, which nothing but arrays and objects holds together. */
export function reuseData<Data extends object>(previous: Data | undefined, next: Data): Data {
  return reuse(previous as JsonValue | undefined, next as unknown as JsonValue) as unknown as Data;
}

/** A list whose items, told apart by their names, and parts of items stay the same objects where they are equal. */
export function keepingData<Data extends object>(
  nameOf: (item: Data) => string,
): (items: readonly Data[]) => readonly Data[] {
  let latest: ReadonlyMap<string, Data> = new Map();
  return (items) => {
    const kept = items.map((item) => reuseData(latest.get(nameOf(item)), item));
    latest = new Map(kept.map((item) => [nameOf(item), item]));
    return kept;
  };
}

/** The same for an object whose members are known to be the old ones wherever they are equal. */
export function reuseObject(previous: JsonValue | undefined, next: JsonObject): JsonObject {
  if (!isObject(previous)) return next;
  const [oldKeys, keys] = [Object.keys(previous), Object.keys(next)];
  const isSame =
    keys.length === oldKeys.length &&
    keys.every((key, index) => oldKeys[index] === key && Object.is(previous[key], next[key]));
  return isSame ? previous : next;
}
