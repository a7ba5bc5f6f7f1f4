/**
 * A field of a table whose key comes from outside. What every JavaScript object brings along (`constructor`, `toString`) is not in
 * it. A test refuses any other way to look outside text up in an object.
 */
export function ownValue<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
