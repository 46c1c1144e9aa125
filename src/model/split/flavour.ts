import type { Purpose } from "../model.js";

/**
 * The ways in which one schema can be needed. `revealed` is the answer of a creation, which may show a secret once;
 * `…Open` is the request variant for a branch of a composition, whose outermost schema refuses unknown fields.
 */
export type Flavour = "read" | "revealed" | "create" | "createOpen" | "update" | "updateOpen";

const purposes: Readonly<Record<Flavour, Purpose>> = {
  read: "read",
  revealed: "read",
  create: "create",
  createOpen: "create",
  update: "update",
  updateOpen: "update",
};

export const flavours = Object.keys(purposes) as readonly Flavour[];

const openFlavours = { create: "createOpen", update: "updateOpen", read: "read" } as const;

export function purposeOf(flavour: Flavour): Purpose {
  return purposes[flavour];
}

export function isOpen(flavour: Flavour): boolean {
  return flavour === "createOpen" || flavour === "updateOpen";
}

/** The flavour of branches: the same purpose, unknown fields left to the schema around them. */
export function opened(flavour: Flavour): Flavour {
  return flavour === "revealed" ? flavour : openFlavours[purposes[flavour]];
}

/** The flavour of values inside: each is an outermost schema again. */
export function closed(flavour: Flavour): Flavour {
  return flavour === "revealed" ? flavour : purposes[flavour];
}
