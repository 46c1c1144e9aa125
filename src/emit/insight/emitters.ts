import { hasOperations, type Emitter, type Plan } from "../emitter.js";
import { accessMatrix } from "./access-matrix.js";
import { prometheusFiles } from "./prometheus.js";
import { responseFacts, responseProcedure } from "./response.js";
import { sigmaFiles } from "./sigma.js";

const deployed = { area: "deploy", ownership: "generated" } as const;

/** What is for people who review, watch and respond; each where the document asks for it. */
export const insightEmitters: readonly Emitter<Plan>[] = [
  {
    ...deployed,
    when: hasOperations,
    files: ({ model }) => [{ path: "ACCESS.md", text: accessMatrix(model) }],
  },
  {
    ...deployed,
    when: ({ isWatched }) => isWatched,
    files: ({ model }) => [...prometheusFiles(model), ...sigmaFiles(model)],
  },
  {
    ...deployed,
    when: ({ disclosure }) => disclosure !== null,
    files: ({ model }) => [{ path: "response-facts.md", text: responseFacts(model) }],
  },
  {
    area: "deploy",
    ownership: "once",
    when: ({ disclosure }) => disclosure !== null,
    files: ({ model }) =>
      model.disclosure === null
        ? []
        : [{ path: "RESPONSE.md", text: responseProcedure(model, model.disclosure) }],
  },
];
