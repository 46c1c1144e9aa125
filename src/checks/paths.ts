import { joinPointer } from "../document/pointer.js";
import { openSlots } from "../model/closed.js";
import { textMember } from "../model/members.js";
import { operationSlots, parameterSpots } from "../model/operation-slots.js";
import type { Finding, Judge } from "./finding.js";

export const duplicateOperationId: Judge = ({ document: { root } }) => {
  const first = new Map<string, string>();
  return operationSlots(root).flatMap(({ value, pointer }): readonly Finding[] => {
    const id = textMember(value, "operationId");
    if (id === undefined) return [];
    const at = joinPointer(pointer, "operationId");
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, at);
      return [];
    }
    return [
      {
        pointer: at,
        message: `Two operations have the id "${id}".`,
        related: [{ pointer: other, message: "The first." }],
      },
    ];
  });
};

/** Two templates that match the same paths: which one answers would depend on the order. OpenAPI 3.1 §4.8.8. */
export const ambiguousPath: Judge = ({ document: { root } }) => {
  const first = new Map<string, { readonly path: string; readonly pointer: string }>();
  return operationSlots(root).flatMap(({ method, path }): readonly Finding[] => {
    const shape = `${method} ${path.replace(/\{[^}]*\}/gu, "{}")}`;
    const pointer = joinPointer("/paths", path);
    const other = first.get(shape);
    if (other === undefined) first.set(shape, { path, pointer });
    if (other === undefined || other.path === path) return [];
    const related = [{ pointer: other.pointer, message: "The other path." }];
    return [
      {
        pointer,
        part: "key",
        message: `${method} ${path} matches the same paths as ${other.path}.`,
        related,
      },
    ];
  });
};

/** The template and the parameters have to speak of the same names. OpenAPI 3.1 §4.8.12. */
export const pathParameter: Judge = ({ document: { root } }) =>
  openSlots(root).flatMap((slot) => {
    const named = [...slot.path.matchAll(/\{([^}]*)\}/gu)].map((match) => match[1] ?? "");
    const declared = parameterSpots(root, slot).filter(({ value }) => textMember(value, "in") === "path");
    const names = declared.map(({ value }) => textMember(value, "name") ?? "");
    const undeclared = named
      .filter((name) => !names.includes(name))
      .map((name): Finding => ({
        pointer: slot.pointer,
        part: "key",
        message: `${slot.method} ${slot.path} declares no path parameter "${name}".`,
      }));
    const unused = declared
      .filter(({ value }) => !named.includes(textMember(value, "name") ?? ""))
      .map(({ value, pointer }): Finding => ({
        pointer,
        message: `The path ${slot.path} has no "{${textMember(value, "name") ?? ""}}".`,
        within: [slot.pointer],
      }));
    return [...undeclared, ...unused];
  });

/** Names, without case and separators, of parameters that would put a secret into the URL. */
const secretNames =
  /^(?:password|passwd|secret|apikey|accesstoken|refreshtoken|idtoken|token|clientsecret|authtoken|jwt)$/u;

/** C54: URLs stand in logs, histories and referrers. */
export const secretInUrl: Judge = ({ document: { root } }) =>
  openSlots(root).flatMap((slot) =>
    parameterSpots(root, slot).flatMap(({ value, pointer }): readonly Finding[] => {
      const name = textMember(value, "name") ?? "";
      const place = textMember(value, "in");
      const plain = name.toLowerCase().replace(/[^a-z]/gu, "");
      if ((place !== "query" && place !== "path") || !secretNames.test(plain)) return [];
      return [
        {
          pointer,
          message: `The ${place} parameter "${name}" puts a secret into the URL.`,
          within: [slot.pointer],
        },
      ];
    }),
  );

/** A parameter that the runtime does not read yet. OpenAPI 3.2 §4.12. */
export const unservedParameter: Judge = ({ document: { root } }) =>
  openSlots(root).flatMap((slot) =>
    parameterSpots(root, slot)
      .filter(({ value }) => !["path", "query", "header", "cookie"].includes(textMember(value, "in") ?? ""))
      .map(({ value, pointer }) => ({
        pointer,
        message: `A parameter in "${textMember(value, "in") ?? ""}" is not served yet.`,
        within: [slot.pointer],
      })),
  );
