/** C0 and C1 controls, line separators and the bidirectional controls that can make text read other than it is. */
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const unseen = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Text from a document as it may be shown on a terminal: what could move the cursor or colour the screen is spelt out. */
export function visible(text: string): string {
  return text.replace(unseen, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The same in a code frame, where columns must keep their width: one blank for each. */
export function blanked(text: string): string {
  return text.replace(unseen, " ");
}
