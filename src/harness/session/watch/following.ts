/**
 * An object that is always the present one: whatever is asked of it, `current()` is asked. Parts that are listed follow as well,
 * also where somebody holds on to them. For what was written for one mock and is to serve one after the other.
 */
export function following<Target extends object>(
  current: () => Target,
  parts?: { readonly [Key in keyof Target]?: () => Target[Key] },
): Target {
  const handler: ProxyHandler<Target> = {
    get: (_nothing, key) => {
      const part: unknown = parts === undefined ? undefined : Reflect.get(parts, key);
      if (typeof part === "function") return part();
      const target = current();
      const value: unknown = Reflect.get(target, key, target);
      // Private fields belong to the object itself.
      return typeof value === "function" ? value.bind(target) : value;
    },
    has: (_nothing, key) => Reflect.has(current(), key),
  };
  // A proxy has to stand on some object; nobody ever sees this one.
  return new Proxy({} as Target, handler);
}
