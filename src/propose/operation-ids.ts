import type { Finding } from "../checks/finding.js";
import type { JsonObject } from "../document/document.js";
import { formatPointer, parsePointer } from "../document/pointer.js";
import { valueAt } from "../document/reference.js";
import { textMember } from "../model/members.js";
import { operationSlots } from "../model/operation-slots.js";
import { outgoingOperations } from "../model/outgoing.js";
import type { Proposal } from "./proposal.js";

/** Another id for every operation that has the one of an earlier operation, by the findings of the rule. */
export function proposeOperationIds(root: JsonObject, findings: readonly Finding[]): readonly Proposal[] {
  const taken = new Set(
    [...operationSlots(root), ...outgoingOperations(root)].map(({ value }) =>
      textMember(value, "operationId"),
    ),
  );
  return findings.flatMap(({ pointer }): readonly Proposal[] => {
    const operation = formatPointer((parsePointer(pointer) ?? []).slice(0, -1));
    const id = textMember(valueAt(root, operation), "operationId");
    if (id === undefined) return [];
    let other = id;
    for (let number = 2; taken.has(other); number++) other = `${id}${String(number)}`;
    taken.add(other);
    return [
      {
        topic: "operation",
        pointer: operation,
        update: { operationId: other },
        confidence: "medium",
        why: `an earlier operation is called "${id}" as well: clients know it by the name that you choose`,
      },
    ];
  });
}
