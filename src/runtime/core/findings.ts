import type { Shape } from "./shape.js";

/**
 * What was found for a shape and a value, as long as one answer or request takes. Where several branches of a union lead
 * back to the whole, each level of the data would otherwise multiply the work.
 */
export class Findings<Found> {
  readonly #known = new Map<object, Map<Shape, Found>>();

  /** What `find` says of the shape and the value, asked once. */
  of(shape: Shape, value: object, find: () => Found): Found {
    let byShape = this.#known.get(value);
    if (byShape === undefined) this.#known.set(value, (byShape = new Map<Shape, Found>()));
    if (!byShape.has(shape)) byShape.set(shape, find());
    return byShape.get(shape) as Found;
  }
}
