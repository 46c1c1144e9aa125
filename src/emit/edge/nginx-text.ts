/** Text as a word of nginx's configuration, without variables: nginx cannot spell a dollar sign, so there is none. */
export function nginxText(text: string): string {
  const plain = text.replaceAll(/[^\x20-\x7e]/g, "?").replaceAll("$", "?");
  return `"${plain.replaceAll(/["\\]/g, "\\$&")}"`;
}

/** Text in a comment of one line. */
export function nginxComment(text: string): string {
  return `# ${text.replaceAll(/[^\x20-\x7e\u{a1}-\u{ff}\u{2014}]/gu, " ")}`;
}

/** The name of a zone or variable. Anything else is a bug of ours: the vocabulary allows no other names of policies. */
export function nginxName(text: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(text)) throw new Error(`no name for nginx: ${JSON.stringify(text)}`);
  return text.replaceAll("-", "_");
}

/** A regular expression as a word: those of `templatePattern`, in which quotes and dollars are spelled by their codes. */
export function nginxPattern(pattern: string): string {
  if (/["\n\r;]/.test(pattern)) throw new Error(`no pattern for nginx: ${JSON.stringify(pattern)}`);
  return `"${pattern}"`;
}
