import { anyAnnotation, anyKeyword, anyText, anyValue, setOwn } from "./words.mjs";

/**
 * Mutations of a document as a tree. Each takes all containers of the tree, and changes one of them in place.
 * @type {readonly ((nodes: readonly object[], random: import("./random.mjs").Random, other: () => unknown) => void)[]}
 */
const mutations = [
  deleteMember,
  deleteMember,
  duplicateMember,
  moveMember,
  swapMembers,
  (nodes, random) => change(nodes, random, () => anyValue(random)),
  (nodes, random) => change(nodes, random, () => anyText(random)),
  (nodes, random, other) => change(nodes, random, () => pickSubtree(other(), random)),
  (nodes, random) => change(nodes, random, () => pickSubtree(nodes[0], random)),
  (nodes, random) => insert(nodes, random, anyKeyword(random), anyValue(random)),
  (nodes, random) => insert(nodes, random, anyKeyword(random), pickSubtree(nodes[0], random)),
  (nodes, random) => insert(nodes, random, "x-security", anyAnnotation(random)),
  (nodes, random) => insert(nodes, random, "x-security", anyAnnotation(random)),
  renameMember,
  rewireReference,
  rewireReference,
  (nodes, random) => insert(nodes, random, "$ref", randomPointer(nodes[0], random)),
  wrapDeeply,
  widen,
];

/**
 * Changes a tree in place, one to eight times.
 * @param {object} root
 * @param {import("./random.mjs").Random} random
 * @param {() => unknown} other another document, to take parts from
 */
export function mutateTree(root, random, other) {
  for (let count = random.chance(0.6) ? 1 : 1 + random.below(8); count > 0; count -= 1) {
    const nodes = containers(root);
    if (nodes.length > 0) random.pick(mutations)(nodes, random, other);
  }
}

/** Every object and list of a tree, the root first. Trees are trees here: cycles are made by references only. */
function containers(root) {
  const found = [];
  const stack = [root];
  while (stack.length > 0 && found.length < 20_000) {
    const node = stack.pop();
    if (typeof node !== "object" || node === null) continue;
    found.push(node);
    for (const key of Object.keys(node)) stack.push(node[key]);
  }
  return found;
}

function pickMember(nodes, random) {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const node = random.pick(nodes);
    const keys = Object.keys(node);
    if (keys.length > 0) return { node, key: random.pick(keys) };
  }
  return null;
}

function deleteMember(nodes, random) {
  const member = pickMember(nodes, random);
  if (member === null) return;
  if (Array.isArray(member.node)) member.node.splice(Number(member.key), 1);
  else Reflect.deleteProperty(member.node, member.key);
}

function duplicateMember(nodes, random) {
  const member = pickMember(nodes, random);
  if (member === null) return;
  const copy = structuredClone(member.node[member.key]);
  if (Array.isArray(member.node)) member.node.push(copy);
  else setOwn(member.node, random.chance(0.5) ? `${member.key}2` : anyText(random), copy);
}

function moveMember(nodes, random) {
  const from = pickMember(nodes, random);
  if (from === null) return;
  const value = structuredClone(from.node[from.key]);
  deleteMember([from.node], random);
  put(random.pick(nodes), random.chance(0.7) ? from.key : anyKeyword(random), value);
}

function swapMembers(nodes, random) {
  const [one, other] = [pickMember(nodes, random), pickMember(nodes, random)];
  if (one === null || other === null) return;
  const values = [structuredClone(one.node[one.key]), structuredClone(other.node[other.key])];
  setOwn(one.node, one.key, values[1]);
  setOwn(other.node, other.key, values[0]);
}

function change(nodes, random, value) {
  const member = pickMember(nodes, random);
  if (member !== null) setOwn(member.node, member.key, value());
}

function insert(nodes, random, key, value) {
  put(random.pick(nodes), key, value);
}

function renameMember(nodes, random) {
  const member = pickMember(nodes, random);
  if (member === null || Array.isArray(member.node)) return;
  const value = member.node[member.key];
  Reflect.deleteProperty(member.node, member.key);
  setOwn(member.node, random.chance(0.5) ? anyText(random) : anyKeyword(random), value);
}

function rewireReference(nodes, random) {
  const references = nodes.filter((node) => typeof node.$ref === "string");
  if (references.length > 0) random.pick(references).$ref = randomPointer(nodes[0], random);
}

/** A tower of up to 200 schemas, one inside the other. */
function wrapDeeply(nodes, random) {
  const member = pickMember(nodes, random);
  if (member === null) return;
  let value = structuredClone(member.node[member.key]);
  const wrap = random.pick([
    (inner) => ({ type: "array", items: inner }),
    (inner) => ({ type: "object", properties: { a: inner } }),
    (inner) => ({ allOf: [inner] }),
    (inner) => ({ anyOf: [inner, { type: "null" }] }),
    (inner) => [inner],
  ]);
  for (let depth = random.pick([2, 10, 60, 200]); depth > 0; depth -= 1) value = wrap(value);
  setOwn(member.node, member.key, value);
}

/** Many members where there were few. */
function widen(nodes, random) {
  const member = pickMember(nodes, random);
  if (member === null) return;
  const value = member.node[member.key];
  const count = random.pick([3, 30, 300]);
  const size = JSON.stringify(value)?.length ?? 0;
  if (size * count > 300_000) return;
  for (let index = 0; index < count; index += 1)
    put(member.node, `${member.key}${String(index)}`, structuredClone(value));
}

function put(node, key, value) {
  if (Array.isArray(node)) node.push(value);
  else setOwn(node, key, value);
}

function pickSubtree(root, random) {
  const nodes = containers(root);
  return nodes.length === 0 ? null : bounded(structuredClone(random.pick(nodes)));
}

/** A whole document inside itself again and again would only be slow. */
function bounded(value) {
  return JSON.stringify(value).length > 100_000 ? null : value;
}

/** A JSON Pointer to anywhere in the document, as a reference. */
function randomPointer(root, random) {
  if (random.chance(0.1)) return anyText(random);
  let pointer = "#";
  let node = root;
  for (let depth = random.below(6); depth >= 0; depth -= 1) {
    if (typeof node !== "object" || node === null || Object.keys(node).length === 0) break;
    const key = random.pick(Object.keys(node));
    pointer += `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    node = node[key];
  }
  return pointer;
}
