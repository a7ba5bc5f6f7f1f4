/**
 * Whether every part that is asked for is there: objects may hold more, lists have as many items. An asymmetric matcher of a test
 * runner (`expect.any(Number)`) is asked.
 */
export function hasParts(actual: unknown, parts: unknown): boolean {
  if (Object.is(actual, parts)) return true;
  if (typeof parts !== "object" || parts === null) return false;
  if ("asymmetricMatch" in parts && typeof parts.asymmetricMatch === "function") {
    return parts.asymmetricMatch(actual) === true;
  }
  if (typeof actual !== "object" || actual === null) return false;
  if (Array.isArray(parts)) {
    return (
      Array.isArray(actual) &&
      actual.length === parts.length &&
      parts.every((part, index) => hasParts(actual[index], part))
    );
  }
  const held: ReadonlyMap<string, unknown> = new Map(Object.entries(actual));
  return Object.entries(parts).every(([key, part]) => hasParts(held.get(key), part));
}
