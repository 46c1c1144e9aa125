import type { ParameterPolicy, ParameterStyle } from "../runtime/core/policy.js";

/** How a parameter is spelled that says nothing of it, by where it stands. OpenAPI 3.2 §4.12.2.2. */
export const defaultStyles: Readonly<Record<ParameterPolicy["in"], ParameterStyle>> = {
  path: "simple",
  query: "form",
  header: "simple",
  cookie: "form",
};

/** Whether members stand apart in a style, unless a parameter says otherwise. OpenAPI 3.2 §4.12.2.2. */
export function explodesByDefault(style: ParameterStyle): boolean {
  return style === "form" || style === "cookie";
}
