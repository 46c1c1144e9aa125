import { list, map, optional, record, tagged, text } from "./form.js";

/** Forms that several places have in common. */

export const name = text("a name");
/** PostgreSQL cuts longer names, and knows no empty ones. */
export const sqlNamePattern = "^[A-Za-z_][A-Za-z0-9_]{0,62}$";
export const sqlName = text("the name of a table or column", sqlNamePattern);
export const action = text("an action", "^[A-Za-z][A-Za-z0-9_-]*$");
export const policyName = text("the name of a rate policy", "^[A-Za-z][A-Za-z0-9_-]*$");
export const secretName = text("the name of a secret, never its value", "^[A-Z][A-Z0-9_]{0,127}$");
export const pointer = text("a JSON Pointer such as /email", "^(?:/(?:[^~/]|~[01])*)+$");
export const url = text("an https URL", "^https?://[^\\s@]+$");
export const reason = text("a reason in words", "\\S");

export const ignore = optional(
  map("rules", reason),
  "Rules switched off here and below, each with its reason.",
);

export const rights = record("rights", {
  scopes: optional(list(name), "Every one of these scopes is needed."),
  roles: optional(list(name), "One of these roles is needed."),
});

export const requestPointer = tagged("request pointers", { body: pointer, header: name, path: name });
