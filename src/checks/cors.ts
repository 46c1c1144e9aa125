import { joinPointer } from "../document/pointer.js";
import type { Finding, Judge } from "./finding.js";

/** C73: any page could act with the user's cookies; `null` is what a sandboxed page of anybody's sends. */
export const openCors: Judge = ({ model: { cors } }) => {
  if (cors === null) return [];
  return cors.origins.flatMap((origin, index): readonly Finding[] => {
    const pointer = joinPointer("/x-security/cors/origins", index);
    if (origin === "null") return [{ pointer, message: 'The origin "null" is sent by any sandboxed page.' }];
    return origin === "*" && cors.credentials
      ? [{ pointer, message: "Every origin, with credentials." }]
      : [];
  });
};
