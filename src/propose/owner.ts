import type { JsonObject } from "../document/document.js";
import { propertiesOf, type Property } from "../model/properties.js";
import type { Spot } from "../model/references.js";
import { valueFacts } from "../model/value-facts.js";
import { subjectOfId, wordsOf } from "./names.js";
import { groups, isGrant, isPerson, owners } from "./person-names.js";

/** Who a row belongs to, as far as its schema says. Only `owner` is certain enough to open anything. */
export type Ownership =
  | { readonly kind: "owner"; readonly property: string; readonly why: string }
  | { readonly kind: "doubtful"; readonly property: string; readonly why: string }
  | { readonly kind: "nobody" };

/**
 * The owner of a schema's rows. A wrong owner opens rows to whoever happens to be named in them, so it takes one id of
 * one person, a name that means possession, a text (numbers of two systems collide), and rows that nobody is granted.
 */
export function ownershipOf(root: JsonObject, schema: Spot, name: string): Ownership {
  const persons = propertiesOf(root, schema).filter((property) => isPerson(personOf(property) ?? ""));
  const [first, ...others] = persons;
  if (first === undefined) return { kind: "nobody" };
  const property = first.name;
  const doubt = (why: string): Ownership => ({ kind: "doubtful", property, why });
  const also = others.map((each) => `"${each.name}"`).join(", ");
  if (others.length > 0) return doubt(`"${property}" and ${also} name different people`);
  if (!owners.has(personOf(first) ?? "")) return doubt(`"${property}" need not be whom the row belongs to`);
  if (isGrant(wordsOf(name))) return doubt(`a ${name} is given to "${property}", who must not give it`);
  const { types } = valueFacts(root, first);
  if (types.length !== 1 || types[0] !== "string") {
    return doubt(
      `"${property}" is no text, and a number may be somebody else's in the system that issues tokens`,
    );
  }
  return { kind: "owner", property, why: `"${property}" is the only person in it` };
}

/** The only property that holds the id of a group of people, or null. */
export function tenantOf(root: JsonObject, schema: Spot): string | null {
  const found = propertiesOf(root, schema).filter(({ name }) => groups.has(subjectOfId(name) ?? ""));
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) return null;
  const { types } = valueFacts(root, only);
  return types.length === 1 && types[0] === "string" ? only.name : null;
}

/** Whose id a property holds: `user` for `userId`, and for `createdBy` that it was created by somebody. */
function personOf({ name }: Property): string | null {
  const plain = wordsOf(name);
  return plain === "created by" || plain === "updated by" ? plain : subjectOfId(name);
}
