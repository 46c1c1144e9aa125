import { describeHostileTexts } from "../support/hostile-texts.js";

// What an author who wants code to run would write; test/slow/hostile-text.test.ts has more of it.
const script = "*/ globalThis.pwned = 1; /*";

describeHostileTexts(
  [
    script,
    "${globalThis.pwned = 1}`+(globalThis.pwned = 1)+`",
    "\\\"+(globalThis.pwned = 1)+'",
    "\r\n\u2028\u2029 globalThis.pwned = 1 //",
    "{{globalThis.pwned}} {{{globalThis.pwned}}} {{#each globalThis}}",
    "../../../../etc/passwd",
    "\"'; drop table pwned; --",
    "__proto__",
    "constructor",
    "\u202e globalThis.pwned = 1 \u2066\0",
  ],
  [script, "constructor"],
);
