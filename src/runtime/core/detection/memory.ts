import { withNote, type DetectionStore, type Entry } from "./store.js";

/** Entries and uses that are remembered, at most, all keys together. */
const defaultCapacity = 200_000;

/**
 * Remembers inside this process. What was used least recently is forgotten first, so that a flood of sources or
 * subjects costs bounded memory.
 * @param since when this memory began, in milliseconds since the epoch
 */
export function createMemoryDetection(since: number, capacity = defaultCapacity): DetectionStore {
  const notes = new Map<string, readonly Entry[]>();
  const uses = new Map<string, number>();
  const claims = new Map<string, number>();
  let entries = 0;
  const forget = (key: string): void => {
    entries -= notes.get(key)?.length ?? 0;
    notes.delete(key);
  };
  return {
    note: async (note, now) => {
      const after = withNote(notes.get(note.key) ?? [], note, now);
      forget(note.key);
      notes.set(note.key, after);
      entries += after.length;
      for (const oldest of notes.keys()) {
        if (entries <= capacity) break;
        forget(oldest);
      }
      return after;
    },
    use: async (key, memory, now) => {
      const known = uses.get(key);
      put(uses, key, now, capacity);
      return { before: known !== undefined && known > now - memory ? known : null, since };
    },
    claim: async (key, quiet, now) => {
      if ((claims.get(key) ?? 0) > now) return false;
      put(claims, key, now + quiet, capacity);
      return true;
    },
    close: async () => {
      notes.clear();
      uses.clear();
      claims.clear();
      entries = 0;
    },
  };
}

/** Makes the key the one that was used last, and forgets the first where there are too many. */
function put<Value>(map: Map<string, Value>, key: string, value: Value, capacity: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= capacity) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
