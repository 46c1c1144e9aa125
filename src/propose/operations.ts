import type { JsonObject } from "../document/document.js";
import { securityOf } from "../model/authentication.js";
import { isObject } from "../document/json.js";
import { indexResources } from "../model/resource-index.js";
import { responseSubject } from "../model/subject.js";
import { answerOf, isAcknowledgement } from "./answered.js";
import type { Model, Operation, Resource } from "../model/model.js";
import type { OperationSlot } from "../model/operation-slots.js";
import { workOf, type Limits } from "./limits.js";
import type { Confidence } from "./proposal.js";
import { isProbe, isSafe, type Openness } from "./public.js";
import { signInOf, type SignIn } from "./sign-in.js";

/** What becomes of an operation: what is added to it, and whether anybody may call it. */
export type Verdict =
  | {
      readonly kind: "open";
      readonly annotation: JsonObject;
      /** Members beside `x-security`. */
      readonly beside: JsonObject;
      readonly confidence: Confidence;
      readonly why: string;
    }
  | { readonly kind: "closed"; readonly annotation: JsonObject; readonly reason: string };

export interface Asked {
  readonly root: JsonObject;
  readonly model: Model;
  readonly slot: OperationSlot;
  readonly operation: Operation;
  readonly openness: Openness;
  readonly limits: Limits;
  /** Why a resource that the operation is about may be nobody's: by the name of its schema. */
  readonly doubts: ReadonlyMap<string, string>;
}

/** Opens what is known to be somebody's, or nobody's business; closes everything else, saying what is missing. */
export function judgeOperation(asked: Asked): Verdict {
  const { root, slot, openness } = asked;
  const signIn = signInOf(root, slot);
  if (signIn !== null) return judgeSignIn(asked, signIn);
  const limited = limitsFor(asked);
  if (openness !== "closed" && isProbe(slot)) {
    return opened(
      { ...limited, public: "CONFIRM: a probe of whoever runs the server" },
      openness,
      "high",
      "a probe tells nothing about anybody",
    );
  }
  if (openness === "stated") return judgeStated(asked, limited);
  return judgeResource(asked, limited);
}

function judgeSignIn(asked: Asked, { identity, confidence, secret }: SignIn): Verdict {
  const annotation = {
    authenticates: { identity: { body: identity } },
    rateLimit: asked.limits.signIn(identity),
  };
  const why = `it takes "${secret}" for "${identity}": guesses are counted by address and by identity`;
  if (asked.openness === "closed") {
    return {
      kind: "closed",
      annotation,
      reason: "it checks credentials and demands some at once: state `security: []` if it is public",
    };
  }
  return opened(
    { ...annotation, public: "CONFIRM: this is where credentials come from" },
    asked.openness,
    confidence,
    why,
  );
}

/** The document itself says that nobody needs credentials. */
function judgeStated({ slot, operation }: Asked, annotation: JsonObject): Verdict {
  if (!isSafe(slot)) {
    return {
      kind: "closed",
      annotation,
      reason: "it asks for no credentials and changes something: say why it is public",
    };
  }
  if (operation.unbound.length > 0) {
    return {
      kind: "closed",
      annotation,
      reason: `it asks for no credentials, and nothing says who may see what ${ids(operation)}`,
    };
  }
  const reason = "CONFIRM: the document asks for no credentials here";
  return opened(
    { ...annotation, public: reason },
    "stated",
    "medium",
    "its `security` is empty, and it changes nothing",
  );
}

function judgeResource(asked: Asked, annotation: JsonObject): Verdict {
  const { model, operation } = asked;
  const closed = (reason: string): Verdict => ({ kind: "closed", annotation, reason });
  const unverified = unverifiedSchemes(asked);
  if (unverified.length > 0) return closed(`credentials of ${unverified.join(", ")} cannot be verified yet`);
  const resource = model.resources.find(({ name }) => name === operation.resource);
  if (resource === undefined) return closed(withoutResource(asked));
  if (operation.unbound.length > 0) return closed(`nothing says whose object ${ids(operation)}`);
  const other = otherAnswer(asked, resource);
  if (other !== null) return closed(other);
  if (!isGranted(resource, operation.action)) {
    return closed(`nobody is granted "${operation.action}" on a ${resource.name} yet`);
  }
  const bound = operation.bindings.map(({ at, resource: name }) =>
    at.kind === "body" ? `${at.pointer} in the body is a ${name}` : `${at.kind} ${at.name} is a ${name}`,
  );
  const why = [`${operation.action} on ${resource.name}`, ...bound].join("; ");
  return {
    kind: "open",
    annotation: { ...annotation, resource: resource.name, action: operation.action },
    beside: {},
    confidence: "high",
    why,
  };
}

function opened(annotation: JsonObject, openness: Openness, confidence: Confidence, why: string): Verdict {
  return { kind: "open", annotation, beside: openness === "stated" ? {} : { security: [] }, confidence, why };
}

function withoutResource({ operation, doubts }: Asked): string {
  const doubt = doubts.get(operation.pointer);
  if (doubt !== undefined) return doubt;
  return operation.unbound.length > 0
    ? `nothing says whose object ${ids(operation)}`
    : "nothing says what it reaches, and whose that is";
}

function ids({ unbound }: Operation): string {
  const [first] = unbound;
  if (first === undefined) return "is meant";
  return first.at.kind === "body" ? `${first.at.pointer} in the body names` : `{${first.at.name}} names`;
}

/** Why what an operation answers is not covered by the access to its resource, or null where it is. */
function otherAnswer({ root, model, slot }: Asked, resource: Resource): string | null {
  const answered = answerOf(root, slot);
  if (answered === null) return null;
  if (responseSubject(root, indexResources(model.resources), slot)?.resource === resource.name) return null;
  if (!isSafe(slot) && isAcknowledgement(root, answered)) return null;
  return `nothing says whose what it answers is: that it is about a ${resource.name} says too little`;
}

function isGranted({ access }: Resource, action: string): boolean {
  return (
    access.kind === "specified" &&
    access.value.some(({ policy }) => policy.actions === null || policy.actions.includes(action))
  );
}

/** Schemes that the operation may be called with, of which no credential can be verified. */
function unverifiedSchemes({ root, model, slot }: Asked): readonly string[] {
  const served = new Set(model.schemes.flatMap(({ kind, name }) => (kind === "served" ? [name] : [])));
  return schemesAsked(root, slot).filter((name) => !served.has(name));
}

/** Names of the schemes in the `security` that counts for an operation. */
export function schemesAsked(root: JsonObject, slot: OperationSlot): readonly string[] {
  const security = securityOf(root, slot)?.value;
  const requirements = Array.isArray(security) ? security.filter(isObject) : [];
  return [...new Set(requirements.flatMap((requirement) => Object.keys(requirement)))];
}

function limitsFor({ slot, limits }: Asked): JsonObject {
  const work = workOf(slot);
  return work === null ? {} : { rateLimit: limits.named(work) };
}
