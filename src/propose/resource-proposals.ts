import type { Outline, OutlinedOperation } from "../model/build.js";
import type { Authentication } from "../model/model.js";
import type { JsonObject } from "../document/document.js";
import { annotates, type Proposal } from "./proposal.js";
import type { Reach } from "./reach.js";
import { candidates, resourceAnnotation, type Candidate, type Certain, type Rows } from "./resources.js";

export interface ResourceContext {
  readonly root: JsonObject;
  /** Of a document whose schemes are complete. */
  readonly model: Outline;
  readonly reach: Reach;
  /** Pointers of schemas of which a first attempt showed that they cannot be resources, with the reason. */
  readonly excluded: ReadonlyMap<string, string>;
  /** Which operations are to be judged at all. */
  readonly considered: (operation: OutlinedOperation) => boolean;
}

export interface ResourceStage {
  readonly certain: readonly Certain[];
  readonly doubtful: readonly Exclude<Candidate, Certain>[];
  readonly proposals: readonly Proposal[];
}

/** Resources with their access, and the claim that their tenants are compared with. */
export function proposeResources(context: ResourceContext): ResourceStage {
  const found = candidates(context.root, (rows) => objection(context, rows));
  const certain = found.filter((each) => each.kind === "certain");
  const doubtful = found.filter((each) => each.kind === "doubtful");
  const resources = certain.map((each) =>
    annotates("resource", each.rows.pointer, { resource: resourceAnnotation(each) }, "high", each.why),
  );
  const tenants = certain.some(({ tenant }) => tenant !== null) ? proposeClaims(context.model) : [];
  return { certain, doubtful, proposals: [...resources, ...tenants] };
}

function objection(context: ResourceContext, { name, pointer, paths }: Rows): string | null {
  const { model, reach, excluded, considered } = context;
  const known = excluded.get(pointer);
  if (known !== undefined) return known;
  if (model.resources.some((resource) => resource.pointer === pointer))
    return `${name} is a resource already`;
  if (!reach(pointer)) return `${name} stands where no overlay reaches it: say there whose it is`;
  const reads = paths.map(({ read }) => model.operations.find((each) => each.pointer === read.pointer));
  if (!reads.some((read) => read !== undefined && considered(read))) return `nothing is amiss with ${name}`;
  return reads.every((read) => read !== undefined && namesPeople(model, read.authentication))
    ? null
    : `whoever reads a ${name} need not be a person who could own it`;
}

/** Whether callers show tokens, whose subject is a person; an API key speaks for a program. */
export function namesPeople(model: Pick<Outline, "schemes">, authentication: Authentication): boolean {
  if (authentication.kind !== "required" || authentication.alternatives.length === 0) return false;
  const tokens = new Set(
    model.schemes.flatMap((each) =>
      each.kind === "served" && each.policy.kind === "jwt" ? [each.name] : [],
    ),
  );
  return authentication.alternatives.every((each) => each.some(({ scheme }) => tokens.has(scheme)));
}

function proposeClaims({ schemes }: Pick<Outline, "schemes">): readonly Proposal[] {
  return schemes.flatMap((scheme) =>
    scheme.kind === "served" && scheme.policy.kind === "jwt" && scheme.policy.claims.tenant === null
      ? [
          annotates(
            "scheme",
            scheme.pointer,
            { claims: { tenant: "org_id" } },
            "low",
            "rows belong to tenants: name the claim that says of which tenant the caller is",
          ),
        ]
      : [],
  );
}
