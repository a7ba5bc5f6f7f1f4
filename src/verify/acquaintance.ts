import type { EventType } from "../events/event-types.ts";
import { createRecogniser, type Recognise } from "../evidence/recogniser.ts";
import type { DialectName } from "../payloads/dialect.ts";
import { Account } from "./bench/account.ts";
import type { BenchParts } from "./bench/bench.ts";
import { attemptsOf, PROBE_EFFECT, type Sent } from "./bench/sent.ts";
import { adviceFor } from "./judging/advice.ts";
import { duplicateWords, isAccepted } from "./judging/answers.ts";
import { answerText } from "./judging/findings.ts";
import type { Known } from "./known.ts";
import { fullTimeoutOf } from "./settings.ts";

/** Real ms that the very first effect is waited for, when nobody knows yet whether there will be any, and later ones. */
const FIRST_EFFECT_MS = 700;
const LATER_EFFECT_MS = 300;
/** Events that are tried, in this order, where a sent mail and a reply have no effect. */
const OTHER_WORK: readonly EventType[] = [
  "LEAD_CATEGORY_UPDATED",
  "LEAD_UNSUBSCRIBED",
  "EMAIL_BOUNCE",
  "EMAIL_OPEN",
  "EMAIL_LINK_CLICK",
];
const SALT = "acquaintance";

/** Real ms of an answer up to which one request at a time is soon enough, and up to which a few at once are. */
const SOON_MS = { alone: 15, few: 100 } as const;
/** A receiver that takes longer is spoken to by several at once, or a run would take minutes: by many where that makes none of them wait. */
const LANES = { many: 8, few: 3 } as const;
/** Where several at once have to wait for one another, each takes longer than this many times its usual time. */
const TIMES_ALONE = 1.5;
/** Real ms of an answer from which waiting in a queue as well could take the whole timeout. */
const TOO_SLOW_TO_QUEUE_MS = 1_000;

type Parts = Omit<BenchParts, "known">;

/**
 * Speaks to the receiver once, before it is judged: a mail is sent to a lead, the lead replies, and the reply comes again; to a slow
 * one, some mails at once. What is learned decides how checks speak to it and what its silence means, whichever of them are performed.
 * Blames nobody.
 */
export async function becomeAcquainted(parts: Parts): Promise<Known> {
  const { dialect } = parts.settings;
  const dialects: readonly DialectName[] = dialect === null ? ["guide", "live"] : [dialect];
  const meetings: Meeting[] = [];
  for (const one of dialects) {
    const meeting = await meet(parts, one, meetings.length === 0);
    meetings.push(meeting);
    // One that hangs is not asked again: 30 seconds for each.
    if (meeting.isHanging) break;
  }
  const known = knownFrom(meetings, parts);
  return { ...known, lanes: await lanesTo(known, parts) };
}

/** What came of the first words in one dialect. */
interface Meeting {
  readonly dialect: DialectName;
  readonly isHanging: boolean;
  readonly isAccepted: boolean;
  readonly sent: readonly Sent[];
  /** The event that had an effect, sent once, and the same sent again. */
  readonly worked: Sent;
  readonly repeated: Sent | null;
  readonly lagMs: number;
}

/** One try first: a receiver that hangs would cost the full time for each try. */
async function meet(parts: Parts, dialect: DialectName, isFirst: boolean): Promise<Meeting> {
  const knocked = await using(accountFor(parts, { dialect, salt: "knock", tries: 1 }), knock);
  if (knocked.delivery.attempts[0]?.outcome !== "timeout") {
    return using(accountFor(parts, { dialect, salt: "talk" }), (account) => talk(account, isFirst));
  }
  const silence = { isHanging: true, isAccepted: false, repeated: null, lagMs: 0 };
  return { dialect, sent: [knocked], worked: knocked, ...silence };
}

async function using<Value>(account: Account, act: (account: Account) => Promise<Value>): Promise<Value> {
  try {
    return await act(account);
  } finally {
    await account.close();
  }
}

interface Wish {
  readonly dialect: DialectName;
  readonly salt: string;
  readonly tries?: number;
  readonly lanes?: number;
}

function accountFor({ settings, front, probe }: Parts, { salt, ...wish }: Wish): Account {
  return new Account({
    settings,
    front,
    probe,
    salt: `${settings.run}/${SALT}/${wish.dialect}/${salt}`,
    minTimeoutMs: fullTimeoutOf(settings),
    ...wish,
  });
}

function knock(account: Account): Promise<Sent> {
  return account.send({ type: "EMAIL_SENT", lead: account.newLead() });
}

async function talk(account: Account, isFirst: boolean): Promise<Meeting> {
  const lead = account.newLead();
  const mail = await account.send({ type: "EMAIL_SENT", lead });
  const reply = await account.send({ type: "EMAIL_REPLY", lead });
  const sent = [mail, reply];
  const areAccepted = sent.every(isAccepted);
  if (areAccepted) await account.waitForEffects(sent, isFirst ? FIRST_EFFECT_MS : LATER_EFFECT_MS);
  const looked = sent.map((one) => account.lookAgain(one));
  const others = areAccepted && isFirst && !looked.some(hasEffect) ? await tryOthers(account) : [];
  const all = [...looked, ...others];
  const worked = [...all].reverse().find(hasEffect) ?? reply;
  const repeated = areAccepted ? await account.again(worked) : null;
  const lags = all.map((one) => account.lagOf(one)).filter((lag) => lag !== null);
  const lagMs = Math.max(0, ...lags);
  return { dialect: account.dialect, isHanging: false, isAccepted: areAccepted, sent: all, worked, repeated, lagMs };
}

async function tryOthers(account: Account): Promise<readonly Sent[]> {
  const leads = OTHER_WORK.map(() => account.newLead());
  await account.introduce(...leads);
  const sent = await account.sendAll(OTHER_WORK.map((type, index) => ({ type, lead: leads[index] ?? null })));
  await account.waitForEffects(sent, LATER_EFFECT_MS);
  return sent.map((one) => account.lookAgain(one));
}

/** Some mails at once show whether they wait for one another. One that might then take the whole timeout is not asked. */
async function lanesTo({ obstacle, answersInMs, dialect }: Omit<Known, "lanes">, parts: Parts): Promise<number> {
  if (obstacle !== null || answersInMs <= SOON_MS.alone) return 1;
  if (answersInMs <= SOON_MS.few) return LANES.few;
  const timeoutMs = fullTimeoutOf(parts.settings);
  const lanes = [LANES.many, LANES.few].find((number) => number * answersInMs <= timeoutMs) ?? 1;
  const crowd = await using(accountFor(parts, { dialect, salt: "crowd", tries: 1, lanes }), (account) => {
    const mail = () => ({ type: "EMAIL_SENT" as const, lead: account.newLead() });
    return account.sendAll(Array.from({ length: lanes }, mail), { answersOnly: true });
  });
  const slowestMs = Math.max(...crowd.flatMap(durations));
  if (crowd.every(isAccepted) && slowestMs <= TIMES_ALONE * answersInMs) return lanes;
  return answersInMs < TOO_SLOW_TO_QUEUE_MS ? LANES.few : 1;
}

function knownFrom(meetings: readonly Meeting[], { settings, probe }: Parts): Omit<Known, "lanes"> {
  const accepted = meetings.filter(({ isAccepted }) => isAccepted);
  const main = accepted.find(({ worked }) => hasEffect(worked)) ?? accepted[0] ?? meetings[0];
  if (main === undefined) throw new RangeError("Nobody was met.");
  const recognise = createRecogniser(settings.recogniser);
  const says = (sent: Sent | null) => sent !== null && saysDuplicate(sent, recognise);
  const sent = accepted.flatMap((meeting) => meeting.sent);
  return {
    dialects: accepted.map(({ dialect }) => dialect),
    dialect: main.dialect,
    obstacle: accepted.length > 0 ? null : obstacleOf(main),
    isHanging: main.isHanging,
    usualTries: Math.max(1, ...sent.map(({ delivery }) => delivery.attempts.length)),
    answersInMs: Math.max(0, ...sent.flatMap(durations)),
    areEffectsCounted: sent.some(hasEffect) || (probe !== null && sent.some(({ probed }) => (probed ?? 0) > 0)),
    lagMs: Math.max(0, ...accepted.map(({ lagMs }) => lagMs)),
    tellsDuplicates: says(main.repeated) && !says(main.worked),
    callsAllDuplicates: says(main.worked),
    workType: main.worked.type,
    works: new Map(sent.map((one) => [one.type, sent.some((other) => other.type === one.type && hasEffect(other))])),
    units: unitsOf(main.worked),
  };
}

/** Effects of one event, sent once, as they are right. */
function unitsOf({ counts, probed }: Sent): ReadonlyMap<string, number> {
  return new Map([...counts, ...(probed === null || probed <= 0 ? [] : [[PROBE_EFFECT, probed] as const])]);
}

function obstacleOf({ dialect, sent }: Meeting): string {
  const refused = sent.find((one) => !isAccepted(one)) ?? sent[0];
  const attempt = refused?.delivery.attempts.at(-1);
  const what = attempt === undefined ? "not sent" : `answered ${answerText(attempt)}`;
  const advice = adviceFor(sent);
  return `A plain ${refused?.label ?? "event"} in ${dialect} is ${what}, so there is nothing to build on; see SL-1.${advice === null ? "" : ` ${advice}`}`;
}

function hasEffect({ counts }: Sent): boolean {
  return counts.size > 0;
}

function durations(sent: Sent): readonly number[] {
  return attemptsOf(sent).flatMap(({ duration_ms, outcome }) =>
    outcome === "success" && duration_ms !== null ? [duration_ms] : [],
  );
}

/** Whether its last answer accepts the request, and calls it a repetition. */
function saysDuplicate({ delivery }: Sent, recognise: Recognise): boolean {
  const last = delivery.attempts.at(-1);
  return last?.outcome === "success" && duplicateWords(last, recognise) !== null;
}
