// Loads documents in a process of its own, which trusts what NODE_EXTRA_CA_CERTS names: that is read at start only.
// stdin: a list of options of `loadDocument`; stdout: what came of each.
import { loadDocument } from "../../dist/document/load.js";

let text = "";
for await (const chunk of process.stdin) text += chunk;
const results = [];
for (const options of JSON.parse(text)) {
  const { document, diagnostics, inputs } = await loadDocument(options);
  results.push({
    root: document?.root ?? null,
    inputs: inputs.map(({ path, sha256 }) => ({ path, sha256 })),
    findings: diagnostics.map(
      ({ location, rule, message }) =>
        `${location.file}:${location.line}:${location.column} ${rule} ${message}`,
    ),
  });
}
process.stdout.write(JSON.stringify(results));
