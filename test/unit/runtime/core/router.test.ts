import { describe, expect, test } from "vitest";
import { createRouter } from "../../../../src/runtime/core/router.js";

const router = (...routes: readonly string[]) =>
  createRouter(
    routes.map((text) => {
      const [method = "", path = ""] = text.split(/ (.*)/);
      return { method, path, reads: ["mode"] };
    }),
    (route) => route,
  );

/** The path that answers, and its parameters. */
function found(routes: readonly string[], method: string, target: string): unknown {
  const match = router(...routes).find(method, target);
  return match === null ? null : [match.value.path, { ...match.params }];
}

const match = (template: string, target: string): unknown => {
  const params = router(`GET ${template}`).find("GET", target)?.params;
  return params === undefined ? null : { ...params };
};

describe("one template", () => {
  test("matches raw segments", () => {
    expect(match("/a/{b}", "/a/x%2Fy")).toEqual({ b: "x%2Fy" });
    expect(match("/a/{b}", "/a/")).toBeNull();
    expect(match("/a/{b}", "/a/x/")).toBeNull();
    expect(match("/a/{b}", "/A/x")).toBeNull();
    expect(match("/a/{p}/", "/a/1/")).toEqual({ p: "1" });
    expect(match("/a/{p}/", "/a/1")).toBeNull();
    expect(match("/", "/")).toEqual({});
    expect(match("/a//b", "/a//b")).toEqual({});
    expect(match("/a//b", "/a/b")).toBeNull();
  });

  test("takes several parameters from one segment", () => {
    expect(match("/a/{b}:go", "/a/x:go")).toEqual({ b: "x" });
    expect(match("/a/{b}:go", "/a/:go")).toBeNull();
    expect(match("/{a}-{b}.{c}", "/1-2-3.txt")).toEqual({ a: "1", b: "2-3", c: "txt" });
    expect(match("/{a}-{b}", "/-")).toBeNull();
    expect(match("/{a}-{b}", "/--")).toBeNull();
    expect(match("/{a}{b}", "/xyz")).toEqual({ a: "x", b: "yz" });
  });

  test("holds characters that a regular expression would take for its own", () => {
    expect(match("/a.b", "/axb")).toBeNull();
    expect(match("/a(b)+[c]*$", "/a(b)+[c]*$")).toEqual({});
    expect(match("/:id/*", "/:id/*")).toEqual({});
    expect(match("/:id/*", "/1/2")).toBeNull();
    expect(match("/(.*)/{id}", "/(.*)/7")).toEqual({ id: "7" });
    expect(match("/(.*)/{id}", "/x/7")).toBeNull();
  });

  test("compares what is percent-encoded by what it means", () => {
    expect(match("/a b", "/a%20b")).toEqual({});
    expect(match("/caf\u00e9", "/caf%C3%A9")).toEqual({});
    expect(match("/caf%C3%A9", "/caf%c3%a9")).toEqual({});
    expect(match("/mine", "/m%69ne")).toEqual({});
    expect(match("/a%2Fb", "/a%2fb")).toEqual({});
    expect(match("/a%2Fb", "/a/b")).toBeNull();
    expect(match("/100%", "/100%")).toEqual({});
    expect(match("/\u6ce8\u6587/{\u756a\u53f7}", "/%E6%B3%A8%E6%96%87/7")).toEqual({ 番号: "7" });
  });

  test("gives parameters names that mean nothing to the object that holds them", () => {
    const params = router("GET /{__proto__}/{constructor}").find("GET", "/a/b")?.params;
    expect(params === undefined ? [] : Object.entries(params)).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
  });
});

describe("several templates", () => {
  test("what stands for itself comes before what stands for anything", () => {
    const routes = ["GET /a/{id}", "GET /a/mine", "GET /{x}/mine"];
    expect(found(routes, "GET", "/a/mine")).toEqual(["/a/mine", {}]);
    expect(found(routes, "GET", "/a/7")).toEqual(["/a/{id}", { id: "7" }]);
    expect(found(routes, "GET", "/b/mine")).toEqual(["/{x}/mine", { x: "b" }]);
    expect(found(routes, "GET", "/b/7")).toBeNull();
  });

  test("segments are weighed from left to right, and a wrong turn is taken back", () => {
    const routes = ["GET /a/{x}/d", "GET /a/b/{y}", "GET /a/b{c}/d", "GET /a/{x}/{y}", "GET /{a}/{b}/{c}/e"];
    expect(found(routes, "GET", "/a/b/d")).toEqual(["/a/b/{y}", { y: "d" }]);
    expect(found(routes, "GET", "/a/bc/d")).toEqual(["/a/b{c}/d", { c: "c" }]);
    expect(found(routes, "GET", "/a/zz/d")).toEqual(["/a/{x}/d", { x: "zz" }]);
    expect(found(routes, "GET", "/a/zz/z")).toEqual(["/a/{x}/{y}", { x: "zz", y: "z" }]);
    expect(found(routes, "GET", "/a/b/c/e")).toEqual(["/{a}/{b}/{c}/e", { a: "a", b: "b", c: "c" }]);
  });

  test("more literal text comes before less", () => {
    const routes = ["GET /f/{name}", "GET /f/{name}.json", "GET /f/{name}.{ext}", "GET /f/v{name}.json"];
    expect(found(routes, "GET", "/f/a.json")).toEqual(["/f/{name}.json", { name: "a" }]);
    expect(found(routes, "GET", "/f/va.json")).toEqual(["/f/v{name}.json", { name: "a" }]);
    expect(found(routes, "GET", "/f/a.txt")).toEqual(["/f/{name}.{ext}", { name: "a", ext: "txt" }]);
    expect(found(routes, "GET", "/f/.txt")).toEqual(["/f/{name}", { name: ".txt" }]);
  });

  test("templates that differ in names alone serve the methods that each of them has", () => {
    const routes = ["GET /a/{x}", "POST /a/{y}"];
    expect(found(routes, "GET", "/a/1")).toEqual(["/a/{x}", { x: "1" }]);
    expect(found(routes, "POST", "/a/1")).toEqual(["/a/{y}", { y: "1" }]);
  });

  test("letter case tells paths apart", () => {
    const routes = ["GET /Users", "GET /users", "GET /{name}"];
    expect(found(routes, "GET", "/Users")).toEqual(["/Users", {}]);
    expect(found(routes, "GET", "/users")).toEqual(["/users", {}]);
    expect(found(routes, "GET", "/USERS")).toEqual(["/{name}", { name: "USERS" }]);
  });

  test("GET answers HEAD, unless an operation of its own does", () => {
    expect(found(["GET /a"], "HEAD", "/a")).toEqual(["/a", {}]);
    const both = router("GET /{any}", "HEAD /a").find("HEAD", "/a");
    expect(both?.value).toMatchObject({ method: "HEAD", path: "/a" });
  });

  test("all methods of a path are found, those of wider templates too", () => {
    const methods = router("GET /a/mine", "DELETE /a/{id}", "PUT /b").at("/a/mine?x=1");
    expect(methods.map(({ method }) => method)).toEqual(["GET", "DELETE"]);
  });
});

describe("queries and fragments in templates", () => {
  const routes = [
    "GET /jobs",
    "GET /jobs?action=start",
    "GET /jobs?action=start&now=",
    "GET /jobs?action=st%6Fp",
  ];

  test("pairs that a template fixes tell operations apart, and are taken out of the target", () => {
    const target = (of: string) => {
      const match = router(...routes).find("GET", of);
      return match === null ? null : [match.value.path, match.target];
    };
    expect(target("/jobs?limit=1")).toEqual(["/jobs", "/jobs?limit=1"]);
    expect(target("/jobs?action=start")).toEqual(["/jobs?action=start", "/jobs"]);
    expect(target("/jobs?limit=1&action=st%61rt&x=2")).toEqual(["/jobs?action=start", "/jobs?limit=1&x=2"]);
    expect(target("/jobs?now&action=start")).toEqual(["/jobs?action=start&now=", "/jobs"]);
    expect(target("/jobs?action=stop")).toEqual(["/jobs?action=st%6Fp", "/jobs"]);
    expect(target("/jobs?action=other")).toEqual(["/jobs", "/jobs?action=other"]);
    expect(router("GET /x?a=1").find("GET", "/x")).toBeNull();
    // One pair is taken out, so that a second one is refused like any other that nobody declared.
    expect(target("/jobs?action=start&action=start")).toEqual(["/jobs?action=start", "/jobs?action=start"]);
  });

  test("a pair that a parameter reads as well is left to it", () => {
    const match = router("GET /jobs?mode=fast&action=start").find("GET", "/jobs?action=start&mode=fast");
    expect(match?.target).toBe("/jobs?mode=fast");
  });

  test("a fragment is never sent, so it is not waited for", () => {
    expect(found(["GET /x#one"], "GET", "/x")).toEqual(["/x#one", {}]);
  });
});

test("a thousand templates that fit a request half cost no more than a look at each", () => {
  const templates = Array.from({ length: 1000 }, (_, index) => `GET /{a}/x{b}y/{c}-${String(index)}/{d}`);
  const many = router(...templates);
  expect(many.find("GET", `/a/xxxxy/${"-".repeat(2000)}999/z`)?.value.path).toBe("/{a}/x{b}y/{c}-999/{d}");
  expect(many.find("GET", `/a/xxxxy/${"-".repeat(2000)}/z/z`)).toBeNull();
});
