import {
  filesOf,
  generated,
  hasOperations,
  hasOutgoing,
  type EmittedFile,
  type Emitter,
  type Plan,
} from "./emitter.js";
import { outgoingView } from "./outgoing.js";
import { routesView } from "./routes.js";
import { selectors, type Selectors } from "./selectors.js";
import { renderFile } from "./templates.js";

/** What these emitters read besides. */
interface ShapedPlan extends Plan {
  readonly selectors: Selectors;
}

const emitters: readonly Emitter<ShapedPlan>[] = [
  {
    ...generated,
    when: (model) => hasOperations(model) || hasOutgoing(model),
    files: (plan) => [
      renderFile("selectors.ts", "selectors", {
        extension: plan.extension,
        ...plan.selectors.view(plan.extension),
      }),
    ],
  },
  {
    ...generated,
    when: hasOutgoing,
    files: ({ model, table, selectors: chosen, extension }) => [
      renderFile("outgoing.ts", "outgoing", outgoingView(model, table, chosen, extension)),
    ],
  },
  {
    ...generated,
    when: hasOperations,
    files: (plan) => [
      renderFile("routes.ts", "routes", routesView(plan.model, plan.selectors, plan.extension)),
    ],
  },
];

/** The shapes of what leaves, and what names them. */
export function shapedFiles(plan: Plan): readonly EmittedFile[] {
  return filesOf(emitters, { ...plan, selectors: selectors(plan.model, plan.table) });
}
