import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dump } from "js-yaml";
import { measure, medians } from "./measure.mjs";
import { makeProject, program, removeProject } from "./project.mjs";

const session = fileURLToPath(new URL("watch-session.mjs", import.meta.url));

/** From the save of an edit in one operation to the last byte written. */
export function watchJson(document, rounds) {
  return watch("openapi.json", readFileSync(document, "utf8"), rounds, "summary");
}

/** The same for the same document in YAML. */
export function watchYaml(document, rounds) {
  return watch("openapi.yaml", yaml(JSON.parse(readFileSync(document, "utf8"))), rounds, "summary");
}

/** The same for a property that is added to a component which requests and answers of several operations refer to. */
export function watchJsonSchema(document, rounds) {
  return watch("openapi.json", JSON.stringify(withProperty(document), null, 1), rounds, "schema");
}

export function watchYamlSchema(document, rounds) {
  return watch("openapi.yaml", yaml(withProperty(document)), rounds, "schema");
}

/** The same for a parameter that is added to the query of one operation. */
export function watchJsonQuery(document, rounds) {
  return watch("openapi.json", JSON.stringify(withParameter(document), null, 1), rounds, "query");
}

/** The same for a property that gets another name in the body of one operation, whose schema stands in it. */
export function watchJsonBody(document, rounds) {
  return watch("openapi.json", JSON.stringify(withBody(document), null, 1), rounds, "body");
}

function yaml(value) {
  return dump(value, { lineWidth: -1, noRefs: true });
}

/** The document, with a property that edits repeat in a component of GitHub's. */
function withProperty(document) {
  const value = JSON.parse(readFileSync(document, "utf8"));
  const schema = value.components.schemas["repository-ruleset-bypass-actor"];
  schema.properties = { edited_0: { type: "string" }, ...schema.properties };
  return value;
}

/** The document, with a parameter that edits repeat in one operation of GitHub's. */
function withParameter(document) {
  const value = JSON.parse(readFileSync(document, "utf8"));
  const { get } = value.paths["/repos/{owner}/{repo}/issues"];
  get.parameters = [{ name: "edited_0", in: "query", schema: { type: "string" } }, ...get.parameters];
  return value;
}

/** The document, with a property that edits rename in the body of one operation of GitHub's. */
function withBody(document) {
  const value = JSON.parse(readFileSync(document, "utf8"));
  const { post } = value.paths["/repos/{owner}/{repo}/issues"];
  const { schema } = post.requestBody.content["application/json"];
  schema.properties = { edited_0: { type: "string" }, ...schema.properties };
  return value;
}

function watch(name, text, rounds, what) {
  const folder = makeProject({ [name]: text });
  measure(program.ringfence, ["init", name, "--yes"], { cwd: folder });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [session, program.ringfence, name, String(rounds), what],
    { cwd: folder, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`watching ended with ${status}:\n${stderr}`);
  removeProject(folder);
  return { ours: medians(JSON.parse(stdout)) };
}
