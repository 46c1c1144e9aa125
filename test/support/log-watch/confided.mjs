import { Buffer } from "node:buffer";
import { URLSearchParams } from "node:url";

// What callers confide to a server, by where it stands in requests and answers. Shorter texts are words, not secrets.
const shortest = 6;
/** Of a body any text that is as long, and no word of the vocabulary of logs, could be somebody's. */
const telling = 12;

const credentialHeaders = /^(?:authorization|proxy-authorization|dpop|x-.*(?:key|token|secret).*|api-?key)$/i;
const credentialMembers = /pass|secret|token|credential|otp|pin$|cvv|card|assertion|private/i;
const personalMembers = /mail|phone|address|birth|ssn|iban|first_?name|last_?name|vin$|number$/i;
/** What only fills a length is nobody's. */
const filling = /^(.)\1*$/s;
/** One word, which logs could say of their own accord: tests that are about leaks confide better secrets. */
const word = /^[a-z]{1,14}$/i;
/** Ids are what logs are for. */
const identifier = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9-]{1,11}$/i;

/** @typedef {{ readonly kind: string, readonly value: string }} Confided */

/** @returns {Confided[]} */
export function secretsOfHeaders(rawHeaders) {
  const pairs = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""]] : [],
  );
  return pairs.flatMap(([name, value]) => {
    if (/^cookie$/i.test(name)) return cookiesOf(value);
    if (!credentialHeaders.test(name)) return [];
    const [scheme = "", rest = ""] = value.split(/ (.*)/s);
    const credential = rest === "" ? scheme : rest;
    const password = /^basic$/i.test(scheme)
      ? Buffer.from(rest, "base64").toString("utf8").split(/:(.*)/s)[1]
      : "";
    return [...secret("credential", credential), ...secret("password", password ?? "")];
  });
}

/** @returns {Confided[]} */
export function secretsOfBody(type, body) {
  if (/json/i.test(type)) return membersOf(parsed(body), "");
  if (/x-www-form-urlencoded/i.test(type))
    return [...new URLSearchParams(body)].flatMap(([name, value]) => memberSecret(name, value));
  if (/^(?:text|multipart)\//i.test(type)) return linesOf(body).flatMap((line) => memberSecret("", line));
  return [];
}

/** What an answer gives away: cookies and tokens. Everything else of it the caller may see, and was judged elsewhere. */
export function secretsOfAnswer(headers, body) {
  const cookies = [headers["set-cookie"] ?? []]
    .flat()
    .flatMap((cookie) => cookiesOf(String(cookie).split(";")[0]));
  if (!/json/i.test(String(headers["content-type"] ?? ""))) return cookies;
  return [...cookies, ...membersOf(parsed(body), "").filter(({ kind }) => kind === "credential")];
}

function cookiesOf(header) {
  return header.split(";").flatMap((cookie) => secret("cookie", cookie.split(/=(.*)/s)[1]?.trim() ?? ""));
}

/** Texts with the names of their members, however deep: hostile bodies are deeper than a stack. */
function membersOf(whole, name) {
  const found = [];
  const open = [{ name, value: whole }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { name: of, value } = next;
    if (typeof value === "string") found.push(...memberSecret(of, value));
    else if (Array.isArray(value)) for (const item of value) open.push({ name: of, value: item });
    else if (typeof value === "object" && value !== null)
      for (const [key, member] of Object.entries(value)) open.push({ name: key, value: member });
  }
  return found;
}

/** Lines that somebody wrote, without the heads and boundaries of parts. */
function linesOf(body) {
  return body.split(/\r?\n/).filter((line) => /^[ -~]{1,200}$/.test(line) && !/^(?:--|content-)/i.test(line));
}

function memberSecret(name, value) {
  if (credentialMembers.test(name)) return secret("credential", value);
  if (personalMembers.test(name)) return secret("personal", value);
  return value.length < telling ? [] : secret("body", value);
}

function secret(kind, value) {
  const isTelling = [identifier, filling, word].every((ordinary) => !ordinary.test(value));
  return value.length >= shortest && isTelling ? [{ kind, value }] : [];
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
