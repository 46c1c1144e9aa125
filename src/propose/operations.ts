import type { JsonObject } from "../document/document.js";
import { securityOf } from "../model/authentication.js";
import { isObject } from "../document/json.js";
import type { ResourceIndex } from "../model/resource-index.js";
import { responseSubject } from "../model/subject.js";
import { answerOf, isAcknowledgement } from "./answered.js";
import type { Model, Operation, Resource } from "../model/model.js";
import type { OperationSlot } from "../model/operation-slots.js";
import { workOf, type Limits } from "./limits.js";
import { privilegedWord } from "./privileged.js";
import type { Confidence } from "./proposal.js";
import { isProbe, isSafe, type Openness } from "./public.js";
import { indefinite } from "./names.js";
import { namesPeople } from "./resource-proposals.js";
import { signInOf, type SignIn } from "./sign-in.js";
import { subjectOf, type ProposedSubject } from "./subject.js";
import type { Tentative } from "./tentative.js";

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
  | {
      readonly kind: "closed";
      /** All that it takes to open it, once its reason is answered. */
      readonly annotation: JsonObject;
      /** What has to be answered first. */
      readonly reason: string;
      /** Whether nothing but `closed` has to be deleted then. */
      readonly isReady: boolean;
      readonly beside: JsonObject;
    };

export interface Asked {
  readonly root: JsonObject;
  readonly model: Model;
  readonly slot: OperationSlot;
  readonly operation: Operation;
  readonly openness: Openness;
  readonly limits: Limits;
  readonly index: ResourceIndex;
  /** Resources of which somebody has to confirm whose they are, by name. */
  readonly tentative: ReadonlyMap<string, Tentative>;
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
  const verdict = judgeResource(asked, limited);
  return openness === "unsaid" && securityOf(asked.root, slot) === undefined
    ? demanding(asked, verdict)
    : verdict;
}

/** Where nothing says who may call, credentials of any scheme are demanded once it is opened. */
function demanding({ model }: Asked, verdict: Verdict): Verdict {
  const security = model.schemes.flatMap(({ kind, name }) => (kind === "served" ? [{ [name]: [] }] : []));
  if (security.length === 0)
    return unready(verdict.annotation, "Nothing says who may call it, and no scheme is declared.");
  const question = "Nothing says who may call it: with credentials, as `security` says here?";
  const further = verdict.kind === "closed" ? ` ${verdict.reason}` : "";
  const reason = `${question}${further}`;
  const isReady = verdict.kind === "open" || verdict.isReady;
  return { kind: "closed", annotation: verdict.annotation, reason, isReady, beside: { security } };
}

function judgeSignIn(asked: Asked, { identity, confidence, secret }: SignIn): Verdict {
  const annotation = {
    authenticates: { identity: { body: identity } },
    rateLimit: asked.limits.signIn(identity),
  };
  const why = `it takes "${secret}" for "${identity}": guesses are counted by address and by identity`;
  if (asked.openness === "closed") {
    return ready(
      annotation,
      "It checks credentials and demands some at once: is it public? Then state `security: []`.",
    );
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
  const reason = "CONFIRM: the document asks for no credentials here";
  const stated = { ...annotation, public: reason };
  if (operation.unbound.length > 0)
    return unready(annotation, `${anyone}, and nothing says whose object ${ids(operation)}`);
  if (!isSafe(slot)) return ready(stated, `${anyone}, and it changes something: may everybody do that?`);
  if (operation.bindings.length > 0) {
    const names = [...new Set(operation.bindings.map(({ resource }) => resource))].join(", ");
    return ready(
      stated,
      `${anyone}: may everybody see every ${names}? Then add { anyone: true, actions: [list, read] } to its access.`,
    );
  }
  return opened(stated, "stated", "medium", "its `security` is empty, and it changes nothing");
}

const anyone = "It asks for no credentials";

function judgeResource(asked: Asked, limited: JsonObject): Verdict {
  const { operation, index } = asked;
  const unverified = unverifiedSchemes(asked);
  if (unverified.length > 0)
    return unready(limited, `credentials of ${unverified.join(", ")} cannot be verified yet`);
  if (operation.unbound.length > 0) return unready(limited, `nothing says whose object ${ids(operation)}`);
  const subject = subjectOf(operation, index);
  if (subject === null) {
    return ready(
      limited,
      "May whoever has credentials call it? Nothing says what it reaches, and whose that is.",
    );
  }
  const { resource, action } = subject;
  const annotation = { ...limited, resource: resource.name, action };
  const question = questionAbout(asked, subject);
  if (question !== null) return ready(annotation, question);
  const bound = operation.bindings.map(({ at, resource: name }) =>
    "pointer" in at
      ? `${at.pointer} in the ${at.kind === "body" ? "body" : "query string"} is ${indefinite(name)}`
      : `${at.kind} ${at.name} is ${indefinite(name)}`,
  );
  const isCertain = doubtsAbout(asked, subject).length === 0;
  return {
    kind: "open",
    annotation,
    beside: {},
    confidence: isCertain ? "high" : "medium",
    why: [`${action} on ${resource.name}`, ...bound].join("; "),
  };
}

/** What has to be answered before an operation is opened, or null where it shows nobody what is somebody else's. */
function questionAbout(asked: Asked, subject: ProposedSubject): string | null {
  const { resource, action } = subject;
  const doubts = doubtsAbout(asked, subject);
  const word = privilegedWord(asked.slot);
  const isOwnRead =
    doubts.every(({ isOwn }) => isOwn) && isSafe(asked.slot) && ["list", "read"].includes(action);
  const isPersons = namesPeople(asked.model, asked.operation.authentication);
  const asksWhose = doubts.length > 0 && !(isOwnRead && isPersons && word === null);
  const other = otherAnswer(asked, resource);
  const questions = [
    ...(asksWhose ? doubts.slice(0, 2).map(({ question }) => question) : []),
    ...(other === null ? [] : [other]),
    ...(isGranted(resource, action)
      ? []
      : [`May whom ${indefinite(resource.name)} belongs to "${action}" it?`]),
    ...(word === null || (isSafe(asked.slot) && doubts.length === 0)
      ? []
      : [`"${word}" looks privileged: may whom ${indefinite(resource.name)} belongs to do this?`]),
  ];
  return questions.length === 0 ? null : questions.join(" ");
}

/** The resources that an operation is about or names, as far as nobody confirmed whose they are. */
function doubtsAbout({ operation, tentative }: Asked, { resource }: ProposedSubject): readonly Tentative[] {
  const names = new Set([resource.name, ...operation.bindings.map((binding) => binding.resource)]);
  return [...names].flatMap((name) => tentative.get(name) ?? []);
}

function ready(annotation: JsonObject, reason: string): Verdict {
  return { kind: "closed", annotation, reason, isReady: true, beside: {} };
}

function unready(annotation: JsonObject, reason: string): Verdict {
  return { kind: "closed", annotation, reason, isReady: false, beside: {} };
}

function opened(annotation: JsonObject, openness: Openness, confidence: Confidence, why: string): Verdict {
  return { kind: "open", annotation, beside: openness === "stated" ? {} : { security: [] }, confidence, why };
}

function ids({ unbound }: Operation): string {
  const [first] = unbound;
  if (first === undefined) return "is meant";
  const { at } = first;
  if (!("pointer" in at)) return `{${at.name}} names`;
  return `${at.pointer} in the ${at.kind === "body" ? "body" : "query string"} names`;
}

/** Why what an operation answers is not covered by the access to its resource, or null where it is. */
function otherAnswer({ root, index, slot }: Asked, resource: Resource): string | null {
  const answered = answerOf(root, slot);
  if (answered === null) return null;
  if (responseSubject(root, index, slot)?.resource === resource.name) return null;
  if (!isSafe(slot) && isAcknowledgement(root, answered)) return null;
  return `Does it answer nothing but what whoever may reach the ${resource.name} may see?`;
}

function isGranted({ access }: Resource, action: string): boolean {
  return (
    access.kind === "specified" &&
    access.value.some(({ policy }) => policy.actions === null || policy.actions.includes(action))
  );
}

/** Schemes of which no credential can be verified, where every alternative of the operation asks for one. */
function unverifiedSchemes({ root, model, slot }: Asked): readonly string[] {
  const served = new Set(model.schemes.flatMap(({ kind, name }) => (kind === "served" ? [name] : [])));
  const alternatives = requirementsOf(root, slot).map(Object.keys);
  if (alternatives.some((names) => names.every((name) => served.has(name)))) return [];
  return schemesAsked(root, slot).filter((name) => !served.has(name));
}

/** Names of the schemes in the `security` that counts for an operation. */
export function schemesAsked(root: JsonObject, slot: OperationSlot): readonly string[] {
  return [...new Set(requirementsOf(root, slot).flatMap(Object.keys))];
}

function requirementsOf(root: JsonObject, slot: OperationSlot): readonly JsonObject[] {
  const security = securityOf(root, slot)?.value;
  return Array.isArray(security) ? security.filter(isObject) : [];
}

function limitsFor({ slot, limits }: Asked): JsonObject {
  const work = workOf(slot);
  return work === null ? {} : { rateLimit: limits.named(work) };
}
