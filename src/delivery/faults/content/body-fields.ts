import { type PathSegment, parsePayloadPath } from "../../../smartlead/payloads/payload-path.ts";

type Body = Readonly<Record<string, unknown>>;

/** The body without the value at the path. */
export function withoutPath(body: Body, path: string): Body {
  return changedAt(body, path, () => ({ isGone: true }));
}

/** The body with a value of another type at the path: a number as text, a text as number, and so on. */
export function ofAnotherType(body: Body, path: string): Body {
  return changedAt(body, path, (value) => ({ isGone: false, value: retyped(value) }));
}

type Change = { readonly isGone: true } | { readonly isGone: false; readonly value: unknown };

function changedAt(body: Body, path: string, change: (value: unknown) => Change): Body {
  const changed = walk(body, parsePayloadPath(path), change);
  return isObject(changed) ? changed : body;
}

/** A path that leads nowhere changes nothing. */
function walk(container: unknown, path: readonly PathSegment[], change: (value: unknown) => Change): unknown {
  const [segment, ...rest] = path;
  if (segment === undefined) return container;
  const key = segment.kind === "key" ? segment.key : String(segment.index);
  if (Array.isArray(container)) return walkList(container, Number(key), (item) => inner(item, rest, change));
  if (!isObject(container) || !Object.hasOwn(container, key)) return container;
  const next = inner(container[key], rest, change);
  const entries = Object.entries(container).flatMap(([name, value]): [string, unknown][] => {
    if (name !== key) return [[name, value]];
    return next.isGone ? [] : [[name, next.value]];
  });
  return Object.fromEntries(entries);
}

function walkList(list: readonly unknown[], index: number, change: (item: unknown) => Change): readonly unknown[] {
  return list.flatMap((item, at) => {
    if (at !== index) return [item];
    const next = change(item);
    return next.isGone ? [] : [next.value];
  });
}

function inner(value: unknown, rest: readonly PathSegment[], change: (value: unknown) => Change): Change {
  return rest.length === 0 ? change(value) : { isGone: false, value: walk(value, rest, change) };
}

/** The replacement for a text that is not a number. */
const SOME_NUMBER = 12_345;

function retyped(value: unknown): unknown {
  if (typeof value === "string")
    return value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : SOME_NUMBER;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return { 0: value[0] ?? null };
  return value === null ? [] : JSON.stringify(value);
}

function isObject(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
