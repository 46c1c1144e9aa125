import { describeHostileTexts } from "../support/hostile-texts.js";

describeHostileTexts(
  [
    "`+(globalThis.pwned = 1)+`",
    '"+(globalThis.pwned = 1)+"',
    "'+(globalThis.pwned = 1)+'",
    '\\" + (globalThis.pwned = 1) //',
    "\n globalThis.pwned = 1 //",
    "</script><script>globalThis.pwned = 1</script>",
    "<!-- globalThis.pwned = 1 -->",
    "/etc/passwd",
    "C:\\Windows\\system32",
    "con",
    "aux.ts",
    "$$; drop table pwned; $$",
    "prototype",
    "toString",
    "hasOwnProperty",
    "then",
    "default",
    "\ud800",
    "\0",
    "名前",
    "a".repeat(10_000),
  ],
  ["'+(globalThis.pwned = 1)+'", "toString", "名前"],
);
