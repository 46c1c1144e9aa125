import { furtherShape, type Shape } from "./shape.js";

/** How far references are followed while a union is told apart. */
const maxDepth = 16;

/** Does the value look like what the shape describes? Tells the branches of a union apart; own members only. */
export function fits(shape: Shape, value: unknown, depth = 0): boolean {
  if (depth > maxDepth) return false;
  switch (shape.kind) {
    case "json":
      return true;
    case "value":
      return value === null || typeof value !== "object" || value instanceof Date;
    case "literal":
      return shape.values.some((candidate) => candidate === value);
    case "ref":
      return fits(shape.shape(), value, depth + 1);
    case "when":
      return fits(shape.shape, value, depth + 1);
    case "all":
      return shape.parts.every((part) => fits(part, value, depth + 1));
    case "some":
      return shape.branches.some((branch) => fits(branch, value, depth + 1));
    case "array":
      return Array.isArray(value);
    case "object":
      return fitsObject(shape, value, depth);
  }
}

function fitsObject(shape: Extract<Shape, { kind: "object" }>, value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Date)
    return false;
  const own = value as Readonly<Record<string, unknown>>;
  const present = (name: string): boolean => Object.hasOwn(own, name) && own[name] !== undefined;
  return (
    shape.required.every(present) &&
    Object.entries(own).every(([name, member]) => {
      const field = Object.hasOwn(shape.fields, name) ? shape.fields[name] : furtherShape(shape, name);
      return (
        member === undefined || field === null || field === undefined || looksLike(field, member, depth + 1)
      );
    })
  );
}

/** Constants, and whether a member is a scalar, a list or an object, are what authors tell branches apart by. */
function looksLike(field: Shape, value: unknown, depth: number): boolean {
  if (depth > maxDepth || value === null) return true;
  switch (field.kind) {
    case "ref":
      return looksLike(field.shape(), value, depth + 1);
    case "when":
      return looksLike(field.shape, value, depth + 1);
    case "literal":
      return field.values.some((candidate) => candidate === value);
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && !Array.isArray(value) && !(value instanceof Date);
    case "value":
      return typeof value !== "object" || value instanceof Date;
    case "json":
    case "all":
    case "some":
      return true;
  }
}
