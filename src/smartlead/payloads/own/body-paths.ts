/** Changes of a body at a path such as `sent_message.time` or `history[].subject`, in place: at every item of a list. */
import { ownValue } from "../../../base/own-value.ts";
import { isObject } from "./is-object.ts";

type Body = Record<string, unknown>;

/** The objects that hold the last key of a path, and that key: one for each item of a list on the way. */
function holdersOf(body: Body, path: string): { readonly holders: readonly Body[]; readonly key: string } {
  const steps = path.split(".");
  const key = steps.at(-1) ?? "";
  let holders: readonly unknown[] = [body];
  for (const step of steps.slice(0, -1)) {
    const name = step.replace(/(\[\])+$/, "");
    const lists = (step.length - name.length) / 2;
    holders = holders.flatMap((holder) => (isObject(holder) ? [ownValue(holder, name)] : []));
    for (let list = 0; list < lists; list += 1) holders = holders.flatMap((one) => (Array.isArray(one) ? one : []));
  }
  return { holders: holders.filter((one): one is Body => isObject(one)), key };
}

/** Puts at every place of the path what `change` makes of the value there; `undefined` takes it away. */
export function changeAt(body: Body, path: string, change: (value: unknown) => unknown): void {
  const bare = path.replace(/(\[\])+$/, "");
  const { holders, key } = holdersOf(body, bare);
  for (const holder of holders) {
    const present = ownValue(holder, key);
    const next = bare === path ? change(present) : changedItems(present, change);
    if (next === undefined) Reflect.deleteProperty(holder, key);
    else setOwn(holder, key, next);
  }
}

/** Moves a value within the object that holds it; its place in the order stays. */
export function renameAt(body: Body, from: string, to: string): void {
  const { holders, key } = holdersOf(body, from);
  const name = to.split(".").at(-1) ?? to;
  for (const holder of holders) {
    if (!Object.hasOwn(holder, key)) continue;
    const entries = Object.entries(holder).map(([one, value]) => [one === key ? name : one, value] as const);
    for (const [one] of Object.entries(holder)) Reflect.deleteProperty(holder, one);
    for (const [one, value] of entries) setOwn(holder, one, value);
  }
}

/** Also `__proto__` is a field of a body like any other. */
function setOwn(holder: Body, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function changedItems(list: unknown, change: (value: unknown) => unknown): unknown {
  return Array.isArray(list) ? list.map((item) => change(item)) : list;
}
