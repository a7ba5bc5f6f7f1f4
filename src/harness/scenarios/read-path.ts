import { isObject } from "../../base/json-text.ts";

/** A name, `[2]`, or `["a key with . in it"]`. */
const PART = /\.?([^.[\]]+)|\[(\d{1,9})\]|\["([^"]*)"\]/y;

/** What stands at a path such as `history[0].type` in JSON data; `undefined` where nothing does. A key that is written just so goes before the path. */
export function readPath(value: unknown, path: string): unknown {
  if (isObject(value) && Object.hasOwn(value, path)) return value[path];
  let found = value;
  let at = 0;
  while (at < path.length) {
    PART.lastIndex = at;
    const match = PART.exec(path);
    if (match === null) return undefined;
    found = partOf(found, match[1] ?? match[2] ?? match[3] ?? "");
    at = PART.lastIndex;
  }
  return found;
}

/** Only what the data itself holds: nothing of JavaScript's own objects. */
function partOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
