import type { Ending } from "../ending.js";
import type { Exchange } from "../exchange.js";
import { isJson } from "../input/media-type.js";
import type { Header, OutgoingResponse } from "../message.js";
import { renderProblem } from "../problem.js";
import type { HandlerAnswer } from "../result.js";
import { isByteStream } from "./byte-stream.js";

/** Turns how the request ended into a response without common headers. */
export function render(exchange: Exchange, ending: Ending | undefined): OutgoingResponse {
  if (ending?.kind === "reply") {
    return { status: ending.status, headers: ending.headers, body: ending.body ?? null };
  }
  if (ending === undefined && exchange.answer !== null) return renderAnswer(exchange.answer);
  const refusal = ending ?? { status: 500 };
  const own = "headers" in refusal ? (refusal.headers ?? []) : [];
  const challenged = own.some(([name]) => name === "www-authenticate");
  const challenges = refusal.status === 401 && !challenged ? (exchange.plan?.challenges ?? []) : [];
  return {
    status: refusal.status,
    headers: [
      ["content-type", "application/problem+json"],
      ...challenges.map((challenge): Header => ["www-authenticate", challenge]),
      ...own,
    ],
    body: renderProblem(refusal),
  };
}

/** An event that a cache or a proxy keeps back is none; `X-Accel-Buffering` is nginx's word for that. */
const unbuffered: readonly Header[] = [
  ["cache-control", "no-store"],
  ["x-accel-buffering", "no"],
];

function renderAnswer({ status, body, contentType, headers = {} }: HandlerAnswer): OutgoingResponse {
  const own = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((text): Header => [name, text as string]),
  );
  if (body === undefined) return { status, headers: own, body: null };
  const type = contentType ?? "application/json";
  const plain =
    body instanceof Uint8Array || isByteStream(body) || (typeof body === "string" && !isJson(type));
  const charset = type.startsWith("text/") && typeof body === "string" ? `${type}; charset=utf-8` : type;
  return {
    status,
    headers: [...own, ["content-type", charset], ...(type === "text/event-stream" ? unbuffered : [])],
    body: plain ? body : JSON.stringify(body),
  };
}
