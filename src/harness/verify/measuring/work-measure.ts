import { PRINT_IN_ONE_PIECE } from "../../../delivery/idempotency/attribution.ts";
import type { TypeProfile } from "../receiver-profile.ts";
import { type Measurement, read, unknown } from "./measurement.ts";

/** The name of the probe's number among the effects. */
export const PROBE_EFFECT = "probe";

/** The evidence of a rising number, or of writes that name no event, for several events together. */
export interface Total {
  readonly source: "probe" | "writes";
  /** The increase. */
  readonly seen: number;
  /** The increase if each of them is processed once; `null` if that is not known of all of them. */
  readonly expected: number | null;
}

export interface WorkSeen {
  readonly profile: TypeProfile;
  /** Certain effects of the request, by name; including the probe's if the event was sent alone. */
  readonly counts: ReadonlyMap<string, number>;
  /** Effects that may belong to it or to another. */
  readonly possible: number;
  /** The part of the probe's increase beyond the expected one that may be overdue work of earlier events. */
  readonly doubtfulRise?: number;
  /** Whether the probe was read before and after this event alone. */
  readonly isProbedAlone: boolean;
  /** Of the events that were sent together, if only their sum was measured. */
  readonly total: Total | null;
  /** Whether its effects were waited for. */
  readonly isAwaited: boolean;
  /** It was sent repeatedly before any of its effects could arrive, and none of them names it: one effect may represent several requests. */
  readonly isPerhapsMerged?: boolean;
  /** Whether printed lines of the receiver were merged. */
  readonly areLinesGlued?: boolean;
}

export const HOW_TO_GIVE_EVIDENCE =
  "Use --effect-log, --probe or --probe-cmd, or let the receiver call $SMARTLEAD_MOCK_URL/_mock/effects/<X-Request-Id>.";
/** The name of printed lines among the effects. */
const LINE_EFFECT = "log";
export const PASS_ID_ON = "Include the X-Request-Id in what the receiver writes, so that each write names its event.";

/**
 * How often the work of one request was done, in units of the effects of one event of its type alone. Work that was not measured is
 * unknown, never zero (PRODUCT §8, rules 1 and 5).
 */
export function measuredWork(seen: WorkSeen): Measurement {
  const times = timesDone(seen);
  if (seen.possible > 0) return ambiguous(seen, times);
  if ((seen.doubtfulRise ?? 0) > 0) return overdue(seen, times);
  if (times === 1 && seen.isPerhapsMerged === true) return merged();
  if (times > 0) return read(times);
  return seen.total === null ? withoutEffects(seen) : fromTotal(seen.total);
}

/** The work of an event that seemed to have none, after a twin of it shows some: in units of the twin's work. `null` if that says nothing about it. */
export function workLikeTwin(
  seen: Pick<WorkSeen, "counts" | "areLinesGlued"> & { readonly work: Measurement },
  twin: Pick<WorkSeen, "counts">,
): Measurement | null {
  const units = new Map([...twin.counts].filter(([name]) => name !== PROBE_EFFECT));
  if (seen.work.kind !== "unknown" || units.size === 0) return null;
  const rest = { possible: 0, isProbedAlone: false, total: null, isAwaited: true };
  return measuredWork({ ...seen, ...rest, profile: { kind: "works", units } });
}

function timesDone({ profile, counts }: WorkSeen): number {
  const units = profile.kind === "works" ? profile.units : new Map<string, number>();
  return Math.max(0, ...[...counts].map(([name, count]) => Math.ceil(count / (units.get(name) ?? 1))));
}

function ambiguous({ possible }: WorkSeen, times: number): Measurement {
  return {
    kind: "between",
    atLeast: times,
    atMost: times + possible,
    why: `${possible} of the receiver's writes may belong to this event or to another`,
    wouldSettle: PASS_ID_ON,
  };
}

function merged(): Measurement {
  return {
    kind: "between",
    atLeast: 1,
    atMost: null,
    why: "a write that names nobody, after the answers, may stand for several requests",
    wouldSettle: PASS_ID_ON,
  };
}

function overdue({ doubtfulRise = 0 }: WorkSeen, times: number): Measurement {
  return {
    kind: "between",
    atLeast: times,
    atMost: null,
    why: `the number rose by ${doubtfulRise} more, which may be late work for an earlier event`,
    wouldSettle: HOW_TO_GIVE_EVIDENCE,
  };
}

function withoutEffects({ profile, isProbedAlone, isAwaited, areLinesGlued = false }: WorkSeen): Measurement {
  switch (profile.kind) {
    case "idle":
      return unknown("the receiver shows no effect for this type even on its own", HOW_TO_GIVE_EVIDENCE);
    case "refused":
      return unknown("the receiver does not accept this type", "See SL-1.");
    case "unmeasured":
      return unknown(`nothing shows its work: ${profile.why}`, profile.wouldSettle ?? HOW_TO_GIVE_EVIDENCE);
    case "works":
      if (!isAwaited)
        return unknown("the number rises too late to be read for each of so many events", HOW_TO_GIVE_EVIDENCE);
      if (areLinesGlued && [...profile.units.keys()].every((name) => name === LINE_EFFECT)) {
        return unknown(
          "lines that the receiver prints run into each other, so one is easily missed",
          PRINT_IN_ONE_PIECE,
        );
      }
      return isProbedAlone || [...profile.units.keys()].some((name) => name !== PROBE_EFFECT)
        ? read(0)
        : unknown("the count was not read between this event and another", HOW_TO_GIVE_EVIDENCE);
  }
}

/** Only a sum that is exactly right proves something about each event. */
function fromTotal({ seen, expected }: Total): Measurement {
  if (expected !== null && expected > 0 && seen === expected) return read(1);
  const sum = expected === null ? `by ${seen}` : `by ${seen}; ${expected} is expected if each is processed once`;
  return unknown(`only the sum of several events was counted (it rose ${sum})`, PASS_ID_ON);
}
