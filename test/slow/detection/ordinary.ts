import type { GeneratedServer } from "../../support/generated-server.js";

/** A day of an API as its server sees it: people with passwords and keys, in several networks, who make mistakes. */
export interface Day {
  /** Sent requests by what came of them, such as `GET /notes/{id} 404`. */
  readonly seen: ReadonlyMap<string, number>;
  readonly sent: () => number;
}

export const people = 200;
export const admins = 3;

export const keyOf = (person: number): string => `key-of-person-${String(person)}`;
export const oldKeyOf = (person: number): string => `old-key-of-person-${String(person)}`;
export const passwordOf = (person: number): string => `Password-of-${String(person)}`;
export const emailOf = (person: number): string => `person-${String(person)}@example.com`;

/** Each has a place of their own, a telephone, and some share an office with one address. */
function addressesOf(person: number): readonly string[] {
  const home = `10.${String(person >> 4)}.${String((person & 15) * 16)}.7`;
  const telephone = `203.0.113.${String(person % 250)}`;
  const office = "198.51.100.10";
  return person % 5 === 0
    ? [office, telephone]
    : person % 7 === 0
      ? [`2001:db8:${String(person)}::1`, telephone]
      : [home, telephone];
}

/** Numbers between 0 and 1 that are the same in every run. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Sends exactly so many requests; `passed` is told before each how many there were. */
export async function ordinaryDay(
  server: GeneratedServer,
  count: number,
  passed: (sent: number) => void,
): Promise<Day> {
  const seen = new Map<string, number>();
  const chance = chances(7);
  let sent = 0;
  const send = async (
    from: string,
    method: string,
    path: string,
    key?: string,
    body?: object,
  ): Promise<Response | null> => {
    if (sent >= count) return null;
    passed(sent);
    sent += 1;
    const answer = await fetch(server.base + path, {
      method,
      headers: {
        "x-forwarded-for": from,
        "x-forwarded-proto": "https",
        ...(key === undefined ? {} : { "x-api-key": key }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const template = path.replace(/\?.*/, "").replace(/\/notes\/.+/, "/notes/{id}");
    const what = `${method} ${template} ${String(answer.status)}`;
    seen.set(what, (seen.get(what) ?? 0) + 1);
    return answer;
  };
  const session = async (person: number): Promise<void> => {
    const addresses = addressesOf(person);
    const from = addresses[chance() < 0.3 ? 1 : 0] ?? "";
    const go = (method: string, path: string, body?: object): Promise<Response | null> =>
      send(from, method, path, keyOf(person), body);
    const login = (password: string): Promise<Response | null> =>
      send(from, "POST", "/login", undefined, { email: emailOf(person), password });
    // A key that slipped, an old password: one mistake in seven, two in thirty.
    if (chance() < 0.15) await login(passwordOf(person).toLowerCase());
    if (chance() < 0.03) await login(`${passwordOf(person)}2`);
    await login(passwordOf(person));
    if (chance() < 0.02) await send(from, "GET", "/notes?page=1");
    if (chance() < 0.02) await send(from, "GET", "/notes?page=1", oldKeyOf(person));
    for (let page = 1; page <= 3; page += 1) await go("GET", `/notes?page=${String(page)}`);
    const made = await go("POST", "/notes", { text: `a note of ${String(person)}` });
    const id = made === null ? "" : ((await made.json()) as { readonly id: string }).id;
    await go("GET", `/notes/${id}`);
    // An answer that was lost: the same once more.
    for (let attempt = 0; attempt < 2; attempt += 1) await go("PUT", `/notes/${id}`, { text: "changed" });
    for (let attempt = 0; attempt < 2; attempt += 1) await go("DELETE", `/notes/${id}`);
    await go("GET", `/notes/${id}`);
    await go("GET", "/notes/last-years");
    // A page that is opened asks for everything at once.
    await Promise.all(Array.from({ length: 10 }, (_, part) => go("GET", `/notes?page=${String(part)}`)));
    if (person < admins) {
      await go("GET", "/export");
      await go("POST", "/grant");
    }
  };
  const caller = async (): Promise<void> => {
    while (sent < count) await session(Math.floor(chance() * people));
  };
  await Promise.all(Array.from({ length: 16 }, caller));
  return { seen, sent: () => sent };
}
