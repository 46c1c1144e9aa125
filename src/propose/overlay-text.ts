import { Document, Pair, Scalar, YAMLMap, YAMLSeq, type Node } from "yaml";
import { visible } from "../diagnostics/visible.js";
import type { JsonObject, JsonValue } from "../document/document.js";
import { isArray, isObject, memberOf } from "../document/json.js";
import { formatPointer, parsePointer } from "../document/pointer.js";
import { merged } from "./merge.js";
import type { Proposal } from "./proposal.js";
import { crossesList, writtenAt, type ReferenceTo } from "./reach.js";
import type { Doubtful } from "./resources.js";

export interface OverlayContent {
  /** Of the document. */
  readonly title: string;
  readonly proposals: readonly Proposal[];
  readonly doubts: readonly Doubtful[];
  /** The entry file, to see where lists are on the way. */
  readonly entry: JsonObject;
  readonly referenceTo: ReferenceTo;
}

/** A part of the document that one action adds to. */
interface Group {
  readonly target: string;
  readonly description: string;
  /** Tokens of the target. */
  readonly base: readonly string[];
  readonly proposals: readonly Proposal[];
}

/**
 * The proposals as an OpenAPI Overlay (1.0.0), each with its reason in a comment. Additions to one part of the document
 * are one action, so that it reads like the document does, and applies in one pass.
 */
export function overlayText(content: OverlayContent): string {
  const document = new Document({
    overlay: "1.0.0",
    info: { title: `Security of ${visible(content.title)}`, version: "1" },
  });
  document.commentBefore = header;
  const groups = groupsOf(content);
  const actions = new YAMLSeq();
  actions.items = groups.map((group) => actionNode(document, group, content));
  const doubts = doubtComment(content.doubts);
  if (doubts !== "") actions.comment = doubts;
  document.set("actions", actions);
  return document.toString({ lineWidth: width, flowCollectionPadding: true });
}

/** Columns of a terminal. Comments are cut into lines here, all other text by the library. */
const width = 80;

const header = [
  " Proposed by `ringfence init`: yours to review and to change.",
  " Every proposal says how sure it is (high, medium, low) and why.",
  " Nobody may call what is `closed`. It asks a question: once that is answered, and",
  " what is proposed beside it is right, delete the line and run `ringfence check`.",
].join("\n");

function groupsOf({ proposals, entry }: OverlayContent): readonly Group[] {
  const tokens = (proposal: Proposal): readonly string[] => parsePointer(proposal.pointer) ?? [];
  const listed = proposals.filter((each) => crossesList(entry, tokens(each)));
  const plain = proposals.filter((each) => !listed.includes(each));
  const below = (member: string): readonly Proposal[] => plain.filter((each) => tokens(each)[0] === member);
  const has = (member: string): boolean => isObject(memberOf(entry, member));
  const inRoot = plain.filter(
    (each) => !(["components", "paths"].includes(tokens(each)[0] ?? "") && has(tokens(each)[0] ?? "")),
  );
  const groups: readonly Group[] = [
    { target: "$", description: "The document as a whole", base: [], proposals: inRoot },
    ...["components", "paths"].filter(has).map((member) => ({
      target: `$.${member}`,
      description: member === "paths" ? "Operations" : "Schemes, schemas and their properties",
      base: [member],
      proposals: below(member),
    })),
    ...listed.map((each) => ({
      target: normalisedPath(entry, tokens(each)),
      description: "An item of a list",
      base: tokens(each),
      proposals: [each],
    })),
  ];
  return groups.filter((group) => group.proposals.length > 0);
}

/** A normalised path (RFC 9535 §2.7), which names one place whatever signs are in it. */
export function normalisedPath(root: JsonObject, tokens: readonly string[]): string {
  let holder: JsonValue | undefined = root;
  const steps = tokens.map((token) => {
    const step = isArray(holder) ? `[${token}]` : `[${quoted(token)}]`;
    holder = memberOf(holder, token);
    return step;
  });
  return `$${steps.join("")}`;
}

/** Between single quotes; what JSON escapes, a JSONPath escapes in the same way, but for the quotes. */
function quoted(token: string): string {
  const inside = JSON.stringify(token).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inside}'`;
}

function actionNode(
  document: Document,
  { target, description, base, proposals }: Group,
  content: OverlayContent,
): Node {
  const tree = newTree();
  for (const proposal of proposals) {
    referInto(tree, proposal, base, content);
    const at = treeAt(tree, (parsePointer(proposal.pointer) ?? []).slice(base.length));
    at.update = merged(at.update, proposal.update);
    // A closed operation says why itself.
    if (proposal.topic !== "closed") at.reasons.push(`${proposal.confidence}: ${visible(proposal.why)}`);
  }
  const node = new YAMLMap();
  node.set("target", target);
  node.set("description", description);
  node.set("update", treeNode(document, tree, 6));
  return node;
}

/** A component in another file is named by a reference to it, beside which its annotations stand. */
function referInto(
  tree: Tree,
  { pointer }: Proposal,
  base: readonly string[],
  content: OverlayContent,
): void {
  const component = (parsePointer(pointer) ?? []).slice(0, 3);
  if (component[0] !== "components" || component.length < 3) return;
  if (writtenAt(content.entry, component) !== undefined) return;
  const $ref = content.referenceTo(formatPointer(component));
  if ($ref === null) return;
  const at = treeAt(tree, component.slice(base.length));
  at.update = { $ref, ...at.update };
}

interface Tree {
  update: JsonObject;
  readonly reasons: string[];
  readonly members: Map<string, Tree>;
}

function newTree(): Tree {
  return { update: {}, reasons: [], members: new Map() };
}

function treeAt(tree: Tree, tokens: readonly string[]): Tree {
  let at = tree;
  for (const token of tokens) {
    const next = at.members.get(token) ?? newTree();
    at.members.set(token, next);
    at = next;
  }
  return at;
}

/** @param indent columns before its keys */
function treeNode(document: Document, { update, reasons, members }: Tree, indent: number): YAMLMap {
  const map = new YAMLMap();
  const own = Object.entries(update);
  own.forEach(([key, value], index) => {
    const below = members.get(key);
    const name = new Scalar(key);
    if (index === 0 && reasons.length > 0)
      name.commentBefore = reasons.map((reason) => wrapped(reason, indent)).join("\n");
    map.items.push(
      new Pair(
        name,
        below === undefined ? valueNode(document, value) : mixedNode(document, value, below, indent + 2),
      ),
    );
  });
  for (const [key, tree] of members) {
    if (!Object.hasOwn(update, key))
      map.items.push(new Pair(new Scalar(key), treeNode(document, tree, indent + 2)));
  }
  return map;
}

/** What is added to an object that another proposal adds as a whole. */
function mixedNode(document: Document, value: JsonValue, below: Tree, indent: number): Node {
  const tree = { ...below, update: isObject(value) ? merged(value, below.update) : below.update };
  return treeNode(document, tree, indent);
}

/** A comment in lines that fit the columns behind an indentation; words stay whole. */
function wrapped(text: string, indent: number): string {
  const room = Math.max(40, width - indent - 2);
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line, index) => (index === 0 ? ` ${line}` : `   ${line}`)).join("\n");
}

/** Small objects stand on one line. */
function valueNode(document: Document, value: JsonValue): Node {
  const node = document.createNode(value, { aliasDuplicateObjects: false }) as Node;
  if ((node instanceof YAMLMap || node instanceof YAMLSeq) && isSmall(value)) node.flow = true;
  else if (node instanceof YAMLSeq && isArray(value)) {
    node.items = value.map((item) => valueNode(document, item));
  } else if (node instanceof YAMLMap) {
    for (const pair of node.items as Pair<Scalar<string>, Node>[]) {
      const member = isObject(value) ? memberOf(value, pair.key.value) : undefined;
      if (member !== undefined) pair.value = valueNode(document, member);
    }
  }
  return node;
}

function isSmall(value: JsonValue): boolean {
  const isFlat = isArray(value) || isObject(value);
  return isFlat && JSON.stringify(value).length <= 64;
}

/** Schemas of which it could not be told whose rows they are, with what their annotation would look like. */
function doubtComment(doubts: readonly Doubtful[]): string {
  if (doubts.length === 0) return "";
  const lines = doubts.flatMap(({ rows, access, why }) => [
    ` ${visible(rows.name)}: ${visible(why)}.`,
    ...(access === null
      ? []
      : [`   x-security: ${visible(JSON.stringify({ resource: { access: [access] } }))}`]),
  ]);
  return [" Not proposed, since it could not be told whose they are:", ...lines].join("\n");
}
