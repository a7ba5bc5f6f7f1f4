import type { KeyPath } from "../../places.ts";
import { type Diagnostic, subjectOf, wordOf } from "../diagnostic.ts";
import type { NamesHere } from "./check-texts.ts";
import type { Possible } from "./known.ts";
import { whyUnknown } from "./known-names.ts";

/** The kind of value that a reference needs. */
export type Wanted = "deliveries" | "events" | "faults";

const WANTED_WORDS: Readonly<Record<Wanted, string>> = {
  deliveries: "a delivery",
  events: "an event",
  faults: "a fault",
};

const KIND_WORDS: Readonly<Record<Possible["kind"], string>> = {
  value: "a value",
  events: "events",
  deliveries: "deliveries that were sent again",
  faults: "faults",
};

export interface WrittenReference {
  readonly reference: string;
  readonly path: KeyPath;
  readonly wanted: Wanted;
}

/** Errors in a reference, as far as its name is literal. */
export function checkReference(written: WrittenReference, here: NamesHere): readonly Diagnostic[] {
  const match = /^([A-Za-z_]\w*)((?:\[[^\]]*\])*)$/.exec(written.reference);
  const name = match?.[1];
  if (name === undefined) return [];
  const words = problemOf(name, { ...written, placeCount: match?.[2]?.match(/\[/g)?.length ?? 0, here });
  if (words === null) return [];
  const sentence = `${subjectOf(written.path)} names ${wordOf(name)}, ${words}`;
  return [{ path: written.path, at: { piece: name, nth: 0 }, sentence }];
}

interface Asked extends WrittenReference {
  readonly placeCount: number;
  readonly here: NamesHere;
}

function problemOf(name: string, { wanted, placeCount, here: { scope, later } }: Asked): string | null {
  if (name === "all") return "which only settle and disarm accept; use a name that an earlier step binds";
  const possible = scope.get(name);
  if (possible === undefined) {
    const fits = (one: Possible) => isOfKind(one, wanted);
    return `which is not known here; ${whyUnknown(name, { scope, later, fits })}`;
  }
  const problems = possible.map((one) => misfit(one, { wanted, placeCount }));
  const [first] = problems;
  return first !== undefined && problems.every((problem) => problem !== null) ? first : null;
}

function isOfKind({ kind }: Possible, wanted: Wanted): boolean {
  return kind === wanted || (wanted === "deliveries" && kind === "events");
}

function misfit(possible: Possible, { wanted, placeCount }: Pick<Asked, "wanted" | "placeCount">): string | null {
  if (!isOfKind(possible, wanted)) {
    return `which refers to ${KIND_WORDS[possible.kind]}, but ${WANTED_WORDS[wanted]} is needed`;
  }
  const places = placesOf(possible, wanted);
  if (places === null || placeCount <= places) return null;
  return places === 0
    ? "which is not a list: leave out the brackets"
    : `which accepts at most ${places === 1 ? "one index" : "two indexes"} in brackets`;
}

/** Maximum number of brackets: the event's index, then the delivery's. */
function placesOf({ kind, isMany }: Possible, wanted: Wanted): number | null {
  if (kind === "faults") return 0;
  if (kind === "deliveries") return 1;
  const ofEvent = isMany === null ? null : Number(isMany);
  if (ofEvent === null) return wanted === "events" ? 1 : 2;
  return wanted === "events" ? ofEvent : ofEvent + 1;
}
