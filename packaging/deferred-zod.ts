/**
 * zod with schemas that are made when they are first used. The published build has it in the place of zod itself: nearly all of our
 * schemas are for calls, files and pages that a process never sees, and making them took a third of its start.
 */
import type { z } from "zod";

type Zod = typeof z;
type Made = object;

/** What makes a schema of others, or of nothing. */
const FACTORIES: ReadonlySet<string> = new Set(
  (
    "any array bigint boolean custom date discriminatedUnion email enum int intersection json lazy literal looseObject never null nullable " +
    "nullish number object optional partialRecord pipe preprocess record strictObject string transform tuple undefined union unknown url uuid"
  ).split(" "),
);

/** Groups of such factories. */
const GROUPS: ReadonlySet<string> = new Set(["iso", "coerce"]);

/** What makes another schema of one. Everything else looks into a schema, and has it made. */
const METHODS: ReadonlySet<string> = new Set(
  (
    "and array brand catch catchall check default describe endsWith exactOptional extend gt gte includes int length loose lt lte max meta " +
    "min multipleOf negative nonempty nonnegative nonoptional nullable nullish omit optional or overwrite partial passthrough pick pipe " +
    "positive prefault readonly refine regex required safeExtend startsWith strict strip superRefine toLowerCase toUpperCase transform trim"
  ).split(" "),
);

/** The schema behind what stands for it. */
const made = new WeakMap<object, () => Made>();

/** `load` is called once, for the first schema that is used. */
export function deferredZod(load: () => Zod): Zod {
  let loaded: Zod | undefined;
  const zod = (): Zod => {
    loaded ??= load();
    return loaded;
  };
  return new Proxy({} as Zod, {
    get(_target, name) {
      if (typeof name !== "string") return Reflect.get(zod(), name);
      if (FACTORIES.has(name)) return factory(() => [zod(), name]);
      if (GROUPS.has(name)) return group(() => Reflect.get(zod(), name));
      if (name === "globalRegistry") return asking(() => zod().globalRegistry);
      return seeingThrough(Reflect.get(zod(), name));
    },
  });
}

function group(of: () => object): object {
  return new Proxy({}, { get: (_target, name) => factory(() => [of(), name]) });
}

/** A registry, which knows schemas by their identity. */
function asking(of: () => object): object {
  return new Proxy(
    {},
    {
      get:
        (_target, name) =>
        (...given: readonly unknown[]) =>
          call(of(), name, given),
    },
  );
}

function factory(of: () => readonly [owner: object, name: PropertyKey]) {
  return (...given: readonly unknown[]) => deferred(() => call(...of(), given));
}

function call(owner: object, name: PropertyKey, given: readonly unknown[]): Made {
  const [getter] = given;
  const passed = name === "lazy" && typeof getter === "function" ? [() => unwrapped(getter())] : given.map(unwrapped);
  return Reflect.get(owner, name).apply(owner, passed);
}

function deferred(make: () => Made): object {
  let schema: Made | undefined;
  const get = (): Made => {
    schema ??= make();
    return schema;
  };
  const proxy: object = new Proxy(Object.create(null), {
    get(_target, name) {
      if (schema === undefined && typeof name === "string" && METHODS.has(name)) {
        return (...given: readonly unknown[]) => deferred(() => call(get(), name, given));
      }
      return Reflect.get(get(), name);
    },
    has: (_target, name) => Reflect.has(get(), name),
    set: (_target, name, value) => Reflect.set(get(), name, value),
    getPrototypeOf: () => Reflect.getPrototypeOf(get()),
  });
  made.set(proxy, get);
  return proxy;
}

/** What zod itself is given holds schemas only, nothing that stands for one: it keeps them by identity, and reads them often. */
function unwrapped(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const get = made.get(value);
  if (get !== undefined) return get();
  if (Array.isArray(value)) return value.map(unwrapped);
  return Object.getPrototypeOf(value) === Object.prototype ? unwrappedFields(value) : value;
}

function unwrappedFields(value: object): object {
  const fields = Object.entries(Object.getOwnPropertyDescriptors(value)).map(([key, field]) =>
    // A getter is a schema that holds itself.
    "value" in field
      ? ([key, { ...field, value: unwrapped(field.value) }] as const)
      : ([key, { ...field, get: () => unwrapped(Reflect.get(value, key)) }] as const),
  );
  return Object.defineProperties({}, Object.fromEntries(fields));
}

/** A class stays what it is; a function of zod, or a thing with such, gets what stands behind its arguments. */
function seeingThrough(value: unknown): unknown {
  if (typeof value !== "function" || /^class\b/.test(Function.prototype.toString.call(value))) return value;
  return "prototype" in value && value.name.startsWith("Zod")
    ? value
    : (...given: readonly unknown[]) => value(...given.map(unwrapped));
}
