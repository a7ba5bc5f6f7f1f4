/** The smallest JSON value found that still fails like the original. */
interface Shrunk {
  readonly value: unknown;
  /** Number of calls of `stillFails`. */
  readonly tries: number;
}

interface ShrinkLimits {
  readonly tries: number;
  /** Called before each try. */
  isTimeUp(): boolean;
}

type Path = readonly (string | number)[];

/**
 * Reduces a value step by step as long as `stillFails` returns true for the rest: parts are removed, the largest first, and the remaining
 * ones are simplified. The original value is known to fail.
 * @example await shrinkJson({ a: 1, b: "🎉" }, async (value) => JSON.stringify(value).includes("🎉"), limits) // { b: "🎉" }
 */
export async function shrinkJson(
  value: unknown,
  stillFails: (value: unknown) => Promise<boolean>,
  limits: ShrinkLimits,
): Promise<Shrunk> {
  let best = value;
  let tries = 0;
  const isOver = () => tries >= limits.tries || limits.isTimeUp();
  /** Returns whether the candidate became the new best. */
  const take = async (candidate: unknown): Promise<boolean> => {
    if (isOver() || candidate === undefined || sizeOf(candidate) >= sizeOf(best)) return false;
    tries += 1;
    if (!(await stillFails(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let hasShrunk = true; hasShrunk && !isOver(); ) {
    hasShrunk = false;
    for (const path of pathsIn(best)) {
      for (const simpler of simplerAt(best, path)) {
        if (await take(simpler)) {
          hasShrunk = true;
          break;
        }
      }
    }
  }
  return { value: best, tries };
}

/** In bytes; among equals, the one with fewer non-ASCII characters is smaller. */
function sizeOf(value: unknown): number {
  return JSON.stringify(value)?.length ?? 0;
}

/** Every path in the value, the largest parts first, so that much is removed at once. */
function pathsIn(value: unknown): readonly Path[] {
  const all: { readonly path: Path; readonly size: number }[] = [];
  const walk = (part: unknown, path: Path) => {
    if (path.length > 0) all.push({ path, size: sizeOf(part) });
    if (typeof part !== "object" || part === null) return;
    for (const [key, inner] of Object.entries(part)) walk(inner, [...path, Array.isArray(part) ? Number(key) : key]);
  };
  walk(value, []);
  return all.sort((one, other) => other.size - one.size).map(({ path }) => path);
}

/** Variants of the value without the part at the path, and with simpler values in its place. */
function* simplerAt(value: unknown, path: Path): Generator<unknown> {
  const part = partAt(value, path);
  if (part === undefined) return;
  yield changedAt(value, path, { isGone: true });
  for (const simpler of simplerThan(part)) yield changedAt(value, path, { isGone: false, value: simpler });
}

function* simplerThan(part: unknown): Generator<unknown> {
  if (typeof part === "string") {
    const characters = [...part];
    const half = Math.ceil(characters.length / 2);
    yield "";
    if (characters.length < 2) return;
    yield characters.slice(0, half).join("");
    yield characters.slice(half).join("");
    yield characters.slice(1).join("");
    yield characters.slice(0, -1).join("");
  } else if (Array.isArray(part)) {
    const half = Math.ceil(part.length / 2);
    yield [];
    if (part.length > 1) yield part.slice(0, half);
    if (part.length > 1) yield part.slice(half);
  } else if (typeof part === "object" && part !== null) yield {};
  else if (typeof part === "number" && part !== 0) yield 0;
}

function partAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (part, key) => (typeof part === "object" && part !== null ? Reflect.get(part, key) : undefined),
    value,
  );
}

type Change = { readonly isGone: true } | { readonly isGone: false; readonly value: unknown };

function changedAt(value: unknown, path: Path, change: Change): unknown {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== "object" || value === null) return change.isGone ? undefined : change.value;
  const inner =
    rest.length === 0 ? change : { isGone: false as const, value: changedAt(Reflect.get(value, key), rest, change) };
  if (Array.isArray(value))
    return value.flatMap((item, at) => (at === key ? (inner.isGone ? [] : [inner.value]) : [item]));
  const entries = Object.entries(value).flatMap(([name, own]): [string, unknown][] => {
    if (name !== key) return [[name, own]];
    return inner.isGone ? [] : [[name, inner.value]];
  });
  return Object.fromEntries(entries);
}
