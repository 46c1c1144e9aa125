import { readdirSync, readFileSync } from "node:fs";
import { compactVerify, type JWK } from "jose";
import { describe, expect, it } from "vitest";
import { bindKey, keysFor } from "../../src/runtime/core/authentication/key-ring.js";
import { verifySignature } from "../../src/runtime/core/authentication/signature.js";
import { sharedIsPresent, sharedNote, sharedPath } from "../support/shared.js";

interface Vector {
  readonly title: string;
  readonly key: JWK;
  /** The algorithm that a document would pin for this key. */
  readonly pinned: readonly string[];
  readonly token: string;
  readonly isValid: boolean;
}

/** What verifies a signature in the fence, the claims of a JWT aside: what the vectors sign is none. */
async function judge({ key, pinned, token }: Vector): Promise<string> {
  const bound = await bindKey(pinned, key);
  if (bound.kind === "refused") return `the key ${bound.fault}`;
  const verified = await verifySignature(
    { algorithms: pinned, type: null },
    async (hint) => keysFor(bound.keys, hint),
    token,
    (text, key, algorithm) => compactVerify(text, key, { algorithms: [algorithm] }),
  );
  if (verified.kind === "signed") return "accepted";
  return verified.kind === "refused" ? verified.detail : verified.kind;
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(sharedPath(`vectors/${path}`), "utf8"));
}

interface Group {
  readonly public?: JWK;
  readonly private: JWK;
  readonly tests: readonly {
    readonly tcId: number;
    readonly comment: string;
    readonly jws: unknown;
    readonly result: string;
  }[];
}

const asymmetric = { EC: ["ES256", "ES384", "ES512"], RSA: ["RS256", "PS256"], OKP: ["EdDSA"] };

/** A document pins what the key says; where it says nothing, or what no algorithm is called, what fits its type. */
function pinnedFor({ alg, kty }: JWK): readonly string[] {
  if (alg !== undefined && /^(?:[HREP]S(?:256|384|512)|EdDSA)$/.test(alg)) return [alg];
  return asymmetric[kty as keyof typeof asymmetric];
}

function wycheproof(): readonly Vector[] {
  const { testGroups } = read("wycheproof/json_web_signature_test.json") as {
    readonly testGroups: readonly Group[];
  };
  return testGroups.flatMap((group) => {
    const key = group.public ?? group.private;
    return group.tests.map(({ tcId, comment, jws, result }) => ({
      title: `Wycheproof ${String(tcId)} ${comment}`,
      key,
      pinned: pinnedFor(key),
      token: typeof jws === "string" ? jws : JSON.stringify(jws),
      isValid: result === "valid",
    }));
  });
}

interface Example {
  readonly title: string;
  readonly input: { readonly key: JWK & { readonly d?: unknown }; readonly alg: string };
  readonly output: { readonly compact?: string };
}

function cookbook(): readonly Vector[] {
  return ["jws", "curve25519", "rfc7797"].flatMap((folder) =>
    readdirSync(sharedPath(`vectors/jose-cookbook/${folder}`))
      .filter((name) => name !== "ecdh-es.json")
      .map((name) => read(`jose-cookbook/${folder}/${name}`) as Example)
      .filter(({ output }) => output.compact !== undefined)
      .map(({ title, input: { key, alg }, output: { compact = "" } }) => ({
        title: `cookbook ${title}`,
        key: publicPart(key),
        pinned: [alg],
        token: compact,
        isValid: true,
      })),
  );
}

/** The cookbook gives private keys; what verifies has their public part. */
function publicPart(key: JWK): JWK {
  const secret = ["d", "p", "q", "dp", "dq", "qi"];
  return Object.fromEntries(Object.entries(key).filter(([name]) => !secret.includes(name))) as JWK;
}

const namesakes = ["Wycheproof 367", "Wycheproof 370"];

describe.skipIf(!sharedIsPresent)(`JOSE vectors${sharedNote}`, () => {
  it("[C18] accept no forgery, and every signature by a pinned algorithm but those listed", async () => {
    const vectors = [...wycheproof(), ...cookbook()];
    const judged = await Promise.all(
      vectors.map(async (vector) => ({ ...vector, verdict: await judge(vector) })),
    );
    const valid = judged.filter(({ isValid }) => isValid);
    const accepted = judged.filter(({ isValid, verdict }) => !isValid && verdict === "accepted");
    // 367 and 370 should have padding and have none: byte for byte they are 357, which is valid.
    expect(accepted.filter(isNamesake).map(({ title }) => title.slice(0, 14))).toEqual(namesakes);
    expect(accepted.filter((vector) => !isNamesake(vector)).map(({ title }) => title)).toEqual([]);
    function isNamesake({ key, token }: Vector): boolean {
      return valid.some((other) => other.token === token && other.key === key);
    }
    const beyond = valid.filter(({ verdict }) => verdict !== "accepted");
    const text = beyond.map(({ title, verdict }) => `${title}: ${verdict}\n`).join("");
    await expect(text).toMatchFileSnapshot("jose/refused-beyond.txt");
    console.log(
      `${String(vectors.length)} vectors: ${String(vectors.length - valid.length - namesakes.length)} forgeries, 0 accepted; ` +
        `${String(valid.length)} valid, ${String(valid.length - beyond.length)} accepted`,
    );
    expect(vectors.length).toBeGreaterThanOrEqual(401);
  });
});
