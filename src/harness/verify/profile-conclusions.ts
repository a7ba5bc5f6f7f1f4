/** Conclusions from the events with which a receiver is profiled. */
import { EVENT_TYPES, type EventType } from "../../smartlead/events/event-types.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import type { Lags } from "../probe/evidence-lags.ts";
import { attemptsOf, type Sent } from "./context/sent.ts";
import { adviceFor } from "./judging/advice.ts";
import { isAccepted } from "./judging/final-answer.ts";
import { answerText, lastAnswer } from "./judging/findings.ts";
import { PASS_ID_ON, PROBE_EFFECT } from "./measuring/work-measure.ts";
import { PLAIN_TYPES, type ReceiverProfile, type TypeProfile, WORK_TYPES } from "./receiver-profile.ts";
import type { VerifySettings } from "./verify-settings.ts";

/** The outcome of one event of each type in one dialect. */
export interface Discovery {
  readonly dialect: DialectName;
  readonly sent: readonly Sent[];
  readonly acceptedTypes: readonly EventType[];
}

/** The effects of each type alone, in one dialect. */
export interface Measured {
  readonly units: ReadonlyMap<EventType, ReadonlyMap<string, number>>;
  /** Types without certain effects of their own, but with an effect that may be theirs or another event's. */
  readonly unclear?: ReadonlySet<EventType>;
  readonly saidAtFirst: boolean;
  readonly saidAgain: boolean;
  /** A reply without an earlier email shows its work, and one right after an email shows none. */
  readonly dropsWhatFollows?: boolean;
}

/** Only `live` bodies carry a `secret_key` (PRODUCT §8, rule 8). */
export function dialectsFor(settings: VerifySettings): readonly DialectName[] {
  if (settings.dialect !== null) return [settings.dialect];
  return settings.isSecretKeyChecked ? ["live"] : ["live", "guide"];
}

export function typesOf(
  { dialect, sent }: Discovery,
  all: ReadonlyMap<DialectName, Measured>,
): ReadonlyMap<EventType, TypeProfile> {
  const measured = all.get(dialect);
  const names = [...(measured?.units.values() ?? [])].flatMap((units) => [...units.keys()]);
  const areNamed = names.some((name) => name !== PROBE_EFFECT);
  const dropsWhatFollows = measured?.dropsWhatFollows === true;
  const of = (one: Sent) =>
    profileOf(one, {
      units: measured?.units.get(one.type),
      isUnclear: measured?.unclear?.has(one.type) === true,
      areNamed,
      isCounted: names.includes(PROBE_EFFECT),
      dropsWhatFollows,
    });
  return new Map(sent.map((one) => [one.type, of(one)]));
}

interface SeenOfType {
  readonly units: ReadonlyMap<string, number> | undefined;
  readonly isUnclear: boolean;
  /** Whether some type has an effect with a name. */
  readonly areNamed: boolean;
  /** Whether a number rises for some type. */
  readonly isCounted: boolean;
  readonly dropsWhatFollows: boolean;
}

const DROPPED: TypeProfile = {
  kind: "unmeasured",
  why: "an event right after another one of the same lead has no visible effect, and one on its own has",
  wouldSettle: "Look for a time window in which your receiver drops further events of a lead, and remove it.",
};

const UNCLEAR: TypeProfile = {
  kind: "unmeasured",
  why: "what the receiver wrote may belong to an event of this type or to another",
  wouldSettle: PASS_ID_ON,
};

function profileOf(sent: Sent, seen: SeenOfType): TypeProfile {
  if (!isAccepted(sent)) return { kind: "refused", answer: lastAnswer(sent) };
  const { units } = seen;
  if (units === undefined) return { kind: "unmeasured", why: "no event had a visible effect" };
  if (units.size > 0) return { kind: "works", units };
  if (seen.dropsWhatFollows) return DROPPED;
  if (seen.isUnclear) return UNCLEAR;
  if (seen.areNamed) return { kind: "idle" };
  if (!seen.isCounted) return { kind: "unmeasured", why: "no event had a visible effect" };
  return { kind: "unmeasured", why: "the count did not rise for it, and would not rise for an update" };
}

export function obstacleOf(discovery: Discovery | undefined): string {
  const refused = discovery?.sent.find((one) => !isAccepted(one)) ?? discovery?.sent[0];
  const attempt = refused?.delivery.attempts.at(-1);
  const what = attempt === undefined ? "not sent" : `answered ${answerText(attempt)}`;
  const advice = adviceFor(discovery?.sent ?? []);
  return `A plain ${refused?.label ?? "event"} in ${discovery?.dialect ?? "live"} is ${what}, so there is nothing to build on; see SL-1.${advice === null ? "" : ` ${advice}`}`;
}

export function durations(sent: Sent): readonly number[] {
  return attemptsOf(sent).flatMap(({ duration_ms, outcome }) =>
    outcome === "success" && duration_ms !== null ? [duration_ms] : [],
  );
}

interface Contacts {
  readonly discoveries: readonly Discovery[];
  readonly accepting: readonly Discovery[];
  readonly concurrency: number;
  readonly lags: Lags;
}

/** Conclusions from answers alone. */
export function commonProfile({ discoveries, accepting, concurrency, lags }: Contacts): ReceiverProfile {
  const sent = accepting.flatMap((one) => one.sent.filter(isAccepted));
  const times = sent.flatMap(durations);
  return {
    dialects: [],
    dialect: discoveries[0]?.dialect ?? "live",
    obstacle: null,
    isHanging: false,
    usualTries: Math.max(1, ...sent.map(({ delivery }) => delivery.attempts.length)),
    answersInMs: Math.max(0, ...times),
    answersAtBestInMs: times.length === 0 ? 0 : Math.min(...times),
    concurrency,
    variantsAtOnce: concurrency,
    types: new Map(discoveries.map((one) => [one.dialect, typesOf(one, new Map())])),
    lags,
    tellsDuplicates: false,
    callsAllDuplicates: false,
    workType: "EMAIL_REPLY",
    plainType: "EMAIL_SENT",
    areEffectsNamed: true,
    areEventsNamed: false,
    namelessTypes: new Set(EVENT_TYPES),
    callsApi: false,
    makesCalls: false,
    warmUpMs: 0,
    advice: null,
  };
}

/** How checks send requests to the receiver: the dialect for which it does most, and the types that show its work. */
export function conclusionsOf(
  accepting: readonly Discovery[],
  all: readonly Discovery[],
  measured: ReadonlyMap<DialectName, Measured>,
): Partial<ReceiverProfile> & Pick<ReceiverProfile, "dialect" | "types" | "workType" | "plainType"> {
  const types = new Map(all.map((one) => [one.dialect, typesOf(one, measured)] as const));
  const count = ({ dialect, acceptedTypes }: Discovery) => {
    const working = [...(types.get(dialect)?.values() ?? [])].filter(({ kind }) => kind === "works").length;
    return working * EVENT_TYPES.length + acceptedTypes.length;
  };
  // If both are equal `live` is used, which comes first: the real shape (PRODUCT §8, rule 8).
  const [main] = [...accepting].sort((one, other) => count(other) - count(one));
  const dialect = main?.dialect ?? "live";
  const kindOf = (type: EventType) => types.get(dialect)?.get(type)?.kind;
  const isTaken = (type: EventType) => main?.acceptedTypes.includes(type) === true;
  const plainType = PLAIN_TYPES.find(isTaken) ?? "EMAIL_SENT";
  const workType = WORK_TYPES.find((type) => kindOf(type) === "works") ?? WORK_TYPES.find(isTaken) ?? plainType;
  const words = measured.get(dialect);
  return {
    dialects: accepting.map((one) => one.dialect),
    dialect,
    obstacle: null,
    types,
    workType,
    plainType,
    tellsDuplicates: words?.saidAgain === true && words.saidAtFirst === false,
    callsAllDuplicates: words?.saidAtFirst === true,
  };
}
