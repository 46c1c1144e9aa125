/** What a handler answers: a declared status with its body, or a problem (RFC 9457). */
export interface HandlerAnswer {
  readonly status: number;
  readonly body?: unknown;
  /** Needed where the response declares several media types. */
  readonly contentType?: string;
  /** Declared ones by the document's names; beside these, those of `HttpHeaders`. */
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** A refusal that a handler may answer with whatever its document declares; rendered as problem details. */
export interface Problem {
  readonly kind: "problem";
  readonly status: 400 | 401 | 403 | 404 | 409 | 410 | 412 | 422 | 501 | 503;
  /** Safe to show to the caller. */
  readonly detail?: string;
}

export const notFound = (): Problem => ({ kind: "problem", status: 404 });
export const unauthorized = (): Problem => ({ kind: "problem", status: 401 });
export const forbidden = (): Problem => ({ kind: "problem", status: 403 });
export const conflict = (detail?: string): Problem => problem(409, detail);
export const unprocessable = (detail?: string): Problem => problem(422, detail);
export const notImplemented = (): Problem => ({ kind: "problem", status: 501 });

function problem(status: Problem["status"], detail: string | undefined): Problem {
  return detail === undefined ? { kind: "problem", status } : { kind: "problem", status, detail };
}

/** A value of a header; a list is written with commas, and cookies one a line. */
export type HttpHeader = string | number | readonly string[];

/** Headers of HTTP's own that any answer may carry. Others leave only where the document declares them. */
export interface HttpHeaders {
  readonly "accept-ranges"?: HttpHeader;
  readonly age?: HttpHeader;
  readonly allow?: HttpHeader;
  readonly "cache-control"?: HttpHeader;
  readonly "clear-site-data"?: HttpHeader;
  readonly "content-disposition"?: HttpHeader;
  readonly "content-encoding"?: HttpHeader;
  readonly "content-language"?: HttpHeader;
  readonly "content-location"?: HttpHeader;
  readonly "content-range"?: HttpHeader;
  readonly etag?: HttpHeader;
  readonly expires?: HttpHeader;
  readonly "last-modified"?: HttpHeader;
  readonly link?: HttpHeader;
  readonly location?: HttpHeader;
  readonly "retry-after"?: HttpHeader;
  readonly "set-cookie"?: HttpHeader;
  readonly vary?: HttpHeader;
  readonly "www-authenticate"?: HttpHeader;
}

/** A declared answer with this status, body and headers, as generated handler types spell it. */
export interface Answer<Status extends number, Body, Headers = unknown> {
  readonly status: Status;
  readonly body: Body;
  readonly headers?: HttpHeaders & Headers;
}

/** The same without a body. */
export interface EmptyAnswer<Status extends number, Headers = unknown> {
  readonly status: Status;
  readonly body?: undefined;
  readonly headers?: HttpHeaders & Headers;
}
