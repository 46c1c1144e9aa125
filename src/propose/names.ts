import { idSubject } from "../model/resource-index.js";
import { snakeCase, words } from "../model/words.js";

/** Sets of names as words, lower case and separated by blanks, and how the names of a document are held against them. */
export function wordsOf(name: string): string {
  return words(name).join(" ");
}

/** `JWT_KEYS`-like: the name of a secret, unique among those taken. */
export function secretName(text: string, taken: Set<string>): string {
  const base = `${snakeCase(words(text).join("_")).toUpperCase() || "SCHEME"}_KEYS`.replace(/^[^A-Z]+/u, "");
  const short = base.slice(0, 100);
  let name = short;
  for (let number = 2; taken.has(name); number++) name = `${short}_${String(number)}`;
  taken.add(name);
  return name;
}

/** `user` for `userId` and `user_uuid`: whose id a name says it is; null for other names. */
export function subjectOfId(name: string): string | null {
  const subject = idSubject(name);
  return subject === "" ? null : subject;
}

/** `an Order`, `a Shop`. */
export function indefinite(noun: string): string {
  return `${/^[aeiou]/iu.test(noun) ? "an" : "a"} ${noun}`;
}
