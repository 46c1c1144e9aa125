import type { Purpose, VariantPurpose } from "../model.js";

/**
 * The ways in which one schema can be needed. `revealed` is the answer of a creation, which may show a secret once; `sent` is
 * for whom nobody knows, so without what only some may see; `…Open` is the request variant for a branch of a composition,
 * whose outermost schema refuses unknown fields.
 */
export type Flavour = "read" | "revealed" | "sent" | "create" | "createOpen" | "update" | "updateOpen";

const purposes: Readonly<Record<Flavour, Purpose>> = {
  read: "read",
  revealed: "read",
  sent: "read",
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

export function variantPurposeOf(flavour: Flavour): VariantPurpose {
  return flavour === "sent" ? flavour : purposes[flavour];
}

function isSpecial(flavour: Flavour): flavour is "revealed" | "sent" {
  return flavour === "revealed" || flavour === "sent";
}

export function isOpen(flavour: Flavour): boolean {
  return flavour === "createOpen" || flavour === "updateOpen";
}

/** The flavour of branches: the same purpose, unknown fields left to the schema around them. */
export function opened(flavour: Flavour): Flavour {
  return isSpecial(flavour) ? flavour : openFlavours[purposes[flavour]];
}

/** The flavour of values inside: each is an outermost schema again. */
export function closed(flavour: Flavour): Flavour {
  return isSpecial(flavour) ? flavour : purposes[flavour];
}
