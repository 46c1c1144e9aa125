import { expect, it } from "vitest";
import { statementComment } from "../../../../src/runtime/data/statement-comment.js";

it("[C64] marks a statement with the request and its trace", () => {
  const trace = {
    requestId: "4f1c.a_b-c",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  };
  expect(statementComment(trace)).toBe(
    " /*request_id='4f1c.a_b-c',traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/",
  );
});

it("[C39] lets nothing through that ends a comment, a quote or a line, or opens another comment", () => {
  const hostile = "*/ ; drop table x; -- ' \" $1 $$ \\ /* \n \r \0 \u2028 ü";
  const text = statementComment({ requestId: hostile, traceparent: hostile.repeat(100) });
  expect(text).toMatch(/^ \/\*request_id='[A-Za-z0-9._-]*',traceparent='[A-Za-z0-9._-]{0,128}'\*\/$/);
});
