import { describe, expect, it, vi } from "vitest";
import { z as zod } from "zod";
import { deferredZod } from "../../packaging/deferred-zod.ts";

/** As our sources write schemas. */
function schemas(z: typeof zod) {
  const name = z.string().min(1, "must not be empty").max(5).describe("a name");
  const kind = <Kind extends string>(word: Kind) =>
    z.strictObject({ kind: z.literal(word), name, at: z.iso.datetime().optional() });
  const byKind = z.discriminatedUnion("kind", [kind("one"), kind("two").extend({ count: z.int().min(1).default(1) })]);
  interface Tree {
    readonly value: unknown;
    readonly children?: readonly Tree[] | undefined;
  }
  const tree: zod.ZodType<Tree> = z.lazy(() =>
    z.strictObject({ value: z.unknown(), children: z.array(tree).optional() }),
  );
  const whole = z
    .strictObject({
      byKind,
      tree,
      level: z.enum(["user", "client"]).nullable(),
      names: z.record(z.string(), name).refine((all) => Object.keys(all).length < 3, "too many"),
      either: z.union([z.url(), z.number()]).transform(String),
      port: z.coerce.number().exactOptional(),
      email: z.email({ pattern: z.regexes.unicodeEmail, error: () => "no address" }).optional(),
    })
    .meta({ title: "all" });
  return { name, byKind, whole };
}

const GOOD = {
  byKind: { kind: "two", name: "a" },
  tree: { value: 1, children: [{ value: 2 }] },
  level: null,
  names: { a: "b" },
  either: 7,
  port: "80",
};
const CASES = [
  GOOD,
  {},
  null,
  { ...GOOD, byKind: { kind: "three" } },
  { ...GOOD, tree: { value: 1, children: [{ other: 1 }] }, names: { a: "", b: "toolong", c: "c" } },
  { ...GOOD, level: "x", either: "no url", extra: 1, email: "x" },
];

describe("zod with schemas that are made when they are used", () => {
  const deferred = schemas(deferredZod(() => zod));
  const eager = schemas(zod);

  it("makes nothing until one is used", () => {
    const load = vi.fn(() => zod);
    const z = deferredZod(load);
    const schema = z.strictObject({ names: z.array(z.string().min(1)) }).optional();
    expect(load).not.toHaveBeenCalled();
    expect(schema.safeParse({ names: ["a"] }).success).toBe(true);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it.each(CASES)("judges like zod itself: %j", (value) => {
    const [ours, theirs] = [deferred, eager].map(({ whole }) => whole.safeParse(value));
    expect(ours?.data).toEqual(theirs?.data);
    expect(ours?.error?.issues).toEqual(theirs?.error?.issues);
  });

  it("describes itself like zod, and is one for all who ask", () => {
    const z = deferredZod(() => zod);
    const json = (schema: zod.ZodType) => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
    expect(json(deferred.whole)).toEqual(zod.toJSONSchema(eager.whole, { io: "input", unrepresentable: "any" }));
    expect(deferred.whole instanceof z.ZodObject && deferred.whole instanceof zod.ZodType).toBe(true);
    expect(z.globalRegistry.get(deferred.name)?.description).toBe("a name");
    expect(deferred.byKind.options.map(({ shape }) => shape.kind.value)).toEqual(["one", "two"]);
  });
});
