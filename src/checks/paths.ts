import { joinPointer } from "../document/pointer.js";
import { openSlots } from "../model/closed.js";
import { textMember } from "../model/members.js";
import { operationSlots, parameterSpots, shadowedSlots, slotShape } from "../model/operation-slots.js";
import { outgoingOperations } from "../model/outgoing.js";
import { parsePathKey, pathProblem, placeholdersOf } from "../model/path-template.js";
import type { Finding, Judge } from "./finding.js";

/** Ids are unique "among all operations described in the API" (OpenAPI 3.1 §4.8.10): webhooks and callbacks are some. */
export const duplicateOperationId: Judge = ({ document: { root } }) => {
  const first = new Map<string, string>();
  return [...operationSlots(root), ...outgoingOperations(root)].flatMap(
    ({ value, pointer }): readonly Finding[] => {
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
    },
  );
};

/** Two templates that match the same paths: which one answers would depend on the order. OpenAPI 3.1 §4.8.8. */
export const ambiguousPath: Judge = ({ document: { root } }) => {
  const first = new Map<string, { readonly path: string; readonly pointer: string }>();
  return operationSlots(root).flatMap((slot): readonly Finding[] => {
    const { method, path } = slot;
    const shape = slotShape(slot);
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

/** An operation that only a fragment tells apart from another: it would never be called. */
export const shadowedOperation: Judge = ({ document: { root } }) =>
  shadowedSlots(root).map(({ slot, by }) => ({
    pointer: joinPointer("/paths", slot.path),
    part: "key",
    message: `${slot.method} ${slot.path} is left out: ${by.method} ${by.path} answers its requests.`,
    within: [slot.pointer],
  }));

/** A path that requests cannot be matched against exactly. OpenAPI 3.2 §4.8.2 has the grammar. */
export const unservedPath: Judge = ({ document: { root } }) => {
  const paths = new Map(operationSlots(root).map((slot) => [slot.path, slot.pathItem.pointer]));
  return [...paths].flatMap(([path, pathItem]): readonly Finding[] => {
    const problem = pathProblem(path);
    if (problem === null) return [];
    const pointer = joinPointer("/paths", path);
    return [{ pointer, part: "key", message: `The path ${path} ${problem}.`, within: [pathItem] }];
  });
};

/** Methods that Node's parser (llhttp, in every release since 20.19) lets through, but for CONNECT, which asks for a tunnel. */
const servedMethods: ReadonlySet<string> = new Set(
  (
    "ACL BIND CHECKOUT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS " +
    "PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK " +
    "UNSUBSCRIBE"
  ).split(" "),
);

/** A method that never reaches the server. Methods are case-sensitive (RFC 9110 §9.1). */
export const unservedMethod: Judge = ({ document: { root } }) =>
  operationSlots(root).flatMap(({ method, path, pointer }): readonly Finding[] => {
    if (servedMethods.has(method)) return [];
    const upper = method.toUpperCase();
    const help = servedMethods.has(upper)
      ? `Methods are case-sensitive: did you mean "${upper}"?`
      : undefined;
    const message = `The method "${method}" of ${path} cannot be served.`;
    return [{ pointer, part: "key", message, ...(help === undefined ? {} : { help }) }];
  });

/** The template and the parameters have to speak of the same names. OpenAPI 3.1 §4.8.12. */
export const pathParameter: Judge = ({ document: { root } }) =>
  openSlots(root).flatMap((slot) => {
    const named = placeholdersOf(parsePathKey(slot.path).path);
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
