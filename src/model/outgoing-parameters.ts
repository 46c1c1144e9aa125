import type { JsonObject } from "../document/document.js";
import { textMember } from "./members.js";
import { parameterSpots } from "./operation-slots.js";
import { buildParameter, type ParameterDraft } from "./parameters.js";
import type { Spot } from "./references.js";

/** A parameter of a request of the server's own that it leaves without. */
export interface UnsentParameter {
  readonly name: string;
  readonly pointer: string;
  readonly reason: string;
  /** Of the operation that describes the request. */
  readonly operation: string;
}

/** Of one request, what it carries in its query and headers, and what it leaves without. */
export function draftParameters(
  root: JsonObject,
  operation: Spot<JsonObject>,
  pathItem: Spot<JsonObject>,
): { readonly parameters: readonly ParameterDraft[]; readonly omitted: readonly UnsentParameter[] } {
  const spots = parameterSpots(root, { ...operation, method: "", path: "", pathItem });
  const parameters: ParameterDraft[] = [];
  const omitted: UnsentParameter[] = [];
  for (const { value, pointer } of spots) {
    const reason = reasonAgainst(value);
    if (reason !== null)
      omitted.push({ name: textMember(value, "name") ?? "", pointer, reason, operation: operation.pointer });
    const draft = reason === null ? buildParameter(root, { value, pointer }) : null;
    if (draft !== null) parameters.push(withoutDefault(draft));
  }
  return { parameters, omitted };
}

/** Headers that the connection writes. */
const connectionHeaders: ReadonlySet<string> = new Set(
  "connection content-length expect host keep-alive te trailer transfer-encoding upgrade".split(" "),
);

function reasonAgainst(parameter: JsonObject): string | null {
  const place = textMember(parameter, "in");
  switch (place) {
    case "query":
      return null;
    case "header":
      return connectionHeaders.has((textMember(parameter, "name") ?? "").toLowerCase())
        ? "the connection writes this header"
        : null;
    case "path":
      return "its URL is somebody else's, and has no place for it";
    default:
      return `nothing writes parameters in: ${place ?? "nowhere"} into a request of the server's own`;
  }
}

/** What the receiver fills in need not be sent. */
function withoutDefault(draft: ParameterDraft): ParameterDraft {
  const { in: place, name, required, style, explode, type } = draft.policy;
  return { ...draft, policy: { in: place, name, required, style, explode, type } };
}
