/** Two copies of one value in one: the members of both, and of what both hold the second. */
export function merge(left: unknown, right: unknown): unknown {
  if (left === undefined || left === right) return right;
  if (right === undefined) return left;
  if (Array.isArray(left) && Array.isArray(right)) {
    const other: readonly unknown[] = right;
    return left.map((item: unknown, index) => merge(item, other[index]));
  }
  if (!isPlainObject(left) || !isPlainObject(right)) return right;
  const result = emptyObject();
  for (const [name, member] of Object.entries(left)) result[name] = member;
  for (const [name, member] of Object.entries(right)) result[name] = merge(result[name], member);
  return result;
}

/** An object that nothing is inherited by. */
export function emptyObject(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

/** Whether a value is an object as JSON has them, and no instance of a class. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** What kind of value it is, for messages that must not repeat it. */
export function kindOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return typeof value;
  if (Array.isArray(value)) return "array";
  return isPlainObject(value) ? "object" : "instance of a class";
}
