import type { AlarmLevels, DetectionPolicy } from "../runtime/core/policy.js";
import { joinPointer } from "../document/pointer.js";
import type { Finding, Judge } from "./finding.js";

/** Of one source or credential so much is remembered, at most. */
const greatestCount = 1000;
const day = 24 * 3_600_000;

/** C09, C67, C68: a page that comes before its warning, and counts that would cost unbounded memory. */
export const alarmLevels: Judge = ({ model: { detection, transport } }) => {
  const { certificate } = transport;
  const certificates: readonly Finding[] =
    certificate.page <= certificate.warn
      ? []
      : [
          {
            pointer: "/x-security/transport/certificate",
            part: "key",
            message: "Somebody is paged before anybody is warned.",
          },
        ];
  return [...levelsOf(detection), ...certificates];
};

function levelsOf({ authFailures, credentialSpread }: DetectionPolicy): readonly Finding[] {
  return [
    ...judgeLevels("authFailures", authFailures),
    ...judgeCount("authFailures", "oneIdentity", authFailures.oneIdentity.count),
    ...judgeLevels("credentialSpread", credentialSpread),
  ];
}

function judgeLevels(name: string, { warn, page }: AlarmLevels): readonly Finding[] {
  const early: readonly Finding[] =
    page.count >= warn.count
      ? []
      : [
          {
            pointer: joinPointer("/x-security/detection", name),
            part: "key",
            message: `Of \`${name}\` somebody is paged at ${String(page.count)}, and warned at ${String(warn.count)} only.`,
          },
        ];
  return [...early, ...judgeCount(name, "warn", warn.count), ...judgeCount(name, "page", page.count)];
}

function judgeCount(name: string, level: string, count: number): readonly Finding[] {
  if (count <= greatestCount) return [];
  const pointer = joinPointer("/x-security/detection", name, level);
  return [{ pointer, message: `More than ${String(greatestCount)} of one source are not counted.` }];
}

/** C70: RFC 9116 §2.5.5 recommends less than a year; §2.5.3 and §2.5.7 demand URIs, of the web with https. */
export const securityTxt: Judge = ({ model: { disclosure } }) => {
  if (disclosure === null) return [];
  const { contact, validFor, policy } = disclosure.file;
  const within = "/x-security/disclosure";
  const lasting: readonly Finding[] =
    validFor < 366 * day
      ? []
      : [
          {
            pointer: joinPointer(within, "validFor"),
            message: "The file would be valid for more than a year.",
          },
        ];
  const places = [
    ...contact.map((uri, index) => ({ uri, pointer: joinPointer(within, "contact", index) })),
    ...(policy === null ? [] : [{ uri: policy, pointer: joinPointer(within, "policy") }]),
  ];
  const wrong = places.flatMap(({ uri, pointer }): readonly Finding[] => {
    if (!uriCharacters.test(uri)) return [{ pointer, message: `${JSON.stringify(uri)} is no URI.` }];
    if (!/^http:/iu.test(uri)) return [];
    return [{ pointer, message: "A web address in security.txt begins with https." }];
  });
  return [...lasting, ...wrong];
};

/** What a URI consists of (RFC 3986 §2); others are written with their escapes. */
const uriCharacters = /^(?:[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/u;
