import type { Fence } from "./fence.js";
import { splitTarget, type Header, type IncomingRequest, type OutgoingResponse } from "./message.js";

/** Where a balancer or an orchestrator asks after the server. */
export interface HealthOptions {
  /** Answers 200 as long as the process answers at all. Default: `/-/live`. */
  readonly live?: string;
  /** Answers 200 where requests can be served, 503 where the server drains or what it depends on is away. Default: `/-/ready`. */
  readonly ready?: string;
}

export interface HealthState {
  readonly isDraining: () => boolean;
  /** Rejects, or takes longer than two seconds, where what the server depends on is away. */
  readonly check: () => Promise<unknown>;
}

/** Answers a question after the server's health; null where the request is another. */
export type HealthAnswer = (request: IncomingRequest) => Promise<OutgoingResponse> | null;

/** Milliseconds. However often somebody asks, the database is asked once in this time. */
const remembered = 1_000;
const patience = 2_000;

/**
 * The two questions are for those who run the server: they pass the fence by, say nothing but yes or no, and are not
 * there for requests that a proxy forwarded. An operation of the document at the same path wins; one whose path only
 * fits it, such as `/{owner}/{name}`, does not, as what is written out comes before placeholders (OpenAPI 3.1 §4.8.8).
 */
export function healthOf(
  fence: Pick<Fence, "find">,
  { live = "/-/live", ready = "/-/ready" }: HealthOptions,
  state: HealthState,
): HealthAnswer {
  const isUp = rememberFor(remembered, () => answersInTime(state.check));
  return (request) => {
    const { path } = splitTarget(request.target);
    if (path !== live && path !== ready) return null;
    if (!["GET", "HEAD"].includes(request.method) || isForwarded(request)) return null;
    if (fence.find(request)?.policy.path.includes("{") === false) return null;
    return path === live ? Promise.resolve(answer(true)) : readiness(state, isUp);
  };
}

async function readiness(
  { isDraining }: HealthState,
  isUp: () => Promise<boolean>,
): Promise<OutgoingResponse> {
  return answer(!isDraining() && (await isUp()));
}

function answer(isWell: boolean): OutgoingResponse {
  const headers: readonly Header[] = [
    ["content-type", "application/json"],
    ["cache-control", "no-store"],
    ["x-content-type-options", "nosniff"],
  ];
  return {
    status: isWell ? 200 : 503,
    headers,
    body: JSON.stringify({ status: isWell ? "ok" : "unavailable" }),
  };
}

function isForwarded({ headers }: IncomingRequest): boolean {
  return headers.some(([name]) => /^(?:forwarded|x-forwarded-.+)$/i.test(name));
}

async function answersInTime(check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), patience);
  });
  const asked = check().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

function rememberFor<Value>(milliseconds: number, ask: () => Promise<Value>): () => Promise<Value> {
  let known: { readonly at: number; readonly value: Promise<Value> } | null = null;
  return () => {
    const now = performance.now();
    if (known === null || now - known.at > milliseconds) known = { at: now, value: ask() };
    return known.value;
  };
}
