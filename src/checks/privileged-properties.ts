import { annotation } from "../model/annotation.js";
import { exposureOf } from "../model/visibility.js";
import { words } from "../model/words.js";
import type { Finding, Judge } from "./finding.js";
import { requestProperties } from "./messages.js";

/** Names, in words, of what a caller should rarely decide for itself. */
const privileged: ReadonlySet<string> = new Set([
  ...[
    "role",
    "roles",
    "user role",
    "admin",
    "is admin",
    "is staff",
    "is superuser",
    "superuser",
    "privileges",
    "privilege",
  ],
  ...["permission", "permissions", "scope", "scopes", "access level", "account type"],
  ...[
    "balance",
    "credit",
    "credits",
    "available credit",
    "price",
    "unit price",
    "total price",
    "discount",
    "amount due",
  ],
  ...["verified", "is verified", "email verified", "approved", "is approved", "is active", "status"],
  ...["owner", "owner id", "tenant id", "org id", "organisation id", "organization id", "created by"],
]);

/** C38, C72: mass assignment begins with a property like these that nobody thought about. */
export const undeclaredVisibility: Judge = ({ model: { resources }, document: { root } }) => {
  const stamped = new Set(
    resources.flatMap(({ columns }) => columns.filter((each) => each.stamped).map((each) => each.pointer)),
  );
  return requestProperties(root).flatMap((property): readonly Finding[] => {
    if (!privileged.has(words(property.name).join(" ")) || stamped.has(property.pointer)) return [];
    if (
      exposureOf(root, property.value).declared ||
      annotation("property", property.value).resource !== undefined
    )
      return [];
    const message = `"${property.name}" looks privileged, yet nothing says who may send it.`;
    return [{ pointer: property.pointer, part: "key", message }];
  });
};
