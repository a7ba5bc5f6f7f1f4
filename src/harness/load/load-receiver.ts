import { SmartLeadMockError } from "../../base/errors.ts";
import { STOPPED, unlessAborted } from "../../base/time/real-waits.ts";
import { afterReal, systemTime } from "../../base/time/system-clock.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import { Lags } from "../probe/evidence-lags.ts";
import type { Probe } from "../probe/probe.ts";
import { ProbeMeter } from "../probe/probe-meter.ts";
import { LoadTally, type Percentiles, percentilesOf } from "./load-tally.ts";
import { runOpenModel } from "./open-model.ts";
import {
  expectedRise,
  type ProbedWork,
  provenLost,
  type TypeWork,
  untilQuiet,
  workByProbe,
  workByType,
} from "./work.ts";

/** Maximum events of one load in one process: each is kept until the end, which takes some 150 MB at this number. */
export const MAX_LOAD_EVENTS = 500_000;
/** Maximum attempts in flight: an open model needs room, and a process may open 1,024 files on most machines. */
export const LOAD_CONCURRENCY = 500;
/** Real ms to wait for answers and retries after the last arrival: four full timeouts. */
const DRAIN_MS = 120_000;
/** Real ms within which the probe must rise at all. */
const PROBE_PATIENCE_MS = 2_000;
/** Real ms between two progress reports. */
const TELL_EVERY_MS = 200;

export interface LoadOptions {
  /** A mock on the real clock, whose only target is the receiver. */
  readonly mock: SmartLeadMock;
  /** Events per second of real time. */
  readonly rate: number;
  /** Real ms. */
  readonly forMs: number;
  readonly probe: Probe | null;
  readonly signal: AbortSignal;
  readonly onProgress: (now: LoadProgress) => void;
}

export interface LoadProgress {
  readonly phase: "sending" | "draining" | "work";
  readonly sent: number;
  readonly of: number;
  readonly answered: number;
  readonly errors: number;
  readonly p95: number | null;
}

/** The result of a load. Times are real ms. */
export interface Loaded {
  readonly planned: number;
  readonly sent: number;
  /** Events that were due but not created, because too many deliveries were open. */
  readonly refused: number;
  /** Duration from the first arrival to the last. */
  readonly sendingMs: number;
  /** Arrivals per second over that time; `null` = fewer than two. */
  readonly achievedRate: number | null;
  readonly attempts: number;
  readonly copies: number;
  readonly disturbed: number;
  readonly answered: number;
  readonly acknowledged: number;
  /** Deliveries that are still pending or running at the end. */
  readonly open: number;
  readonly errors: ReadonlyMap<string, number>;
  readonly response: Percentiles | null;
  readonly service: Percentiles | null;
  readonly late: Percentiles | null;
  readonly work: readonly TypeWork[];
  /** The result of the probe; `null` = there is no probe. */
  readonly probed: ProbedWork | null;
  readonly isStopped: boolean;
  /** Whether generators on other machines sent and timed it. */
  readonly isJoined?: boolean;
  readonly durationMs: number;
}

/**
 * Sends events by the clock, whatever the receiver answers, and waits for all answers, including retries: those that are pending after the
 * last arrival are made at once. Throws `usage` if a probe returns no number.
 */
export async function loadReceiver(options: LoadOptions): Promise<Loaded> {
  const { mock, probe, signal } = options;
  const startedAt = systemTime.monotonicMs();
  const lags = new Lags();
  const tally = new LoadTally(lags);
  const meter = probe === null ? null : new ProbeMeter(probe, lags);
  await meter?.begin();
  const unsubscribe = mock.journal.subscribe((entry) => tally.see(entry));
  const counts = { planned: Math.max(1, Math.round((options.rate * options.forMs) / 1_000)), refused: 0, sent: 0 };
  let phase: LoadProgress["phase"] = "sending";
  const tell = telling(() => options.onProgress(progressOf(tally, { phase, of: counts.planned })));
  try {
    const begunAt = systemTime.monotonicMs();
    counts.sent = await arrive(options, { tally, counts });
    const sendingMs = systemTime.monotonicMs() - begunAt;
    phase = "draining";
    await drain(mock, signal);
    const open = mock.state().counters.waiting + mock.state().counters.in_flight;
    phase = "work";
    const { work, probed } = await workFound(options, { tally, lags, meter });
    return loadedOf(tally, { ...counts, sendingMs, open, work, probed, isStopped: signal.aborted, startedAt });
  } finally {
    tell();
    unsubscribe();
  }
}

interface Counts {
  readonly planned: number;
  refused: number;
}

function arrive({ mock, rate, signal }: LoadOptions, parts: { tally: LoadTally; counts: Counts }): Promise<number> {
  const { tally, counts } = parts;
  return runOpenModel({
    rate,
    count: counts.planned,
    signal,
    arrive: (scheduledAt) => {
      tally.expect(scheduledAt);
      const made = stepOf(mock);
      if (made === null) counts.refused += 1;
      return made ?? 1;
    },
  });
}

/** The number of events created; `null` = too many deliveries are open. */
function stepOf(mock: SmartLeadMock): number | null {
  try {
    return mock.step().length;
  } catch (error) {
    if (error instanceof SmartLeadMockError && error.code === "too_many_open") return null;
    throw error;
  }
}

/** Retries need no real waiting: the clock jumps to them once the last event has arrived. */
async function drain(mock: SmartLeadMock, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  mock.clock.setMode("virtual");
  const limit = new AbortController();
  const cancel = afterReal(DRAIN_MS, () => limit.abort());
  await unlessAborted(mock.settled(), AbortSignal.any([signal, limit.signal]));
  cancel();
}

interface Evidence {
  readonly tally: LoadTally;
  readonly lags: Lags;
  readonly meter: ProbeMeter | null;
}

/** The number is read before a twin is sent, which would raise it. */
async function workFound(
  { mock, signal }: LoadOptions,
  { tally, lags, meter }: Evidence,
): Promise<Pick<Loaded, "work" | "probed">> {
  tally.endLoad();
  const quiet = await unlessAborted(untilQuiet(tally, lags), signal);
  if (quiet === STOPPED) return { work: workByType(tally, new Set()), probed: null };
  const risen = (await meter?.risen({ expected: null, patienceMs: PROBE_PATIENCE_MS })) ?? null;
  const work = workByType(tally, await provenLost(mock, { tally, lags, signal }));
  if (risen === null || meter === null) return { work, probed: null };
  // Effects identify each event; the number alone does not.
  if (tally.countedTypes.size > 0) return { work, probed: { risen, expected: null, working: new Set() } };
  const probed = { risen, ...(await expectedRise(mock, work, { meter, lags, signal })) };
  return { work: workByProbe(work, probed), probed };
}

interface Ended extends Pick<Loaded, "planned" | "refused" | "sendingMs" | "open" | "work" | "probed" | "isStopped"> {
  readonly startedAt: number;
}

function loadedOf(tally: LoadTally, { startedAt, ...ended }: Ended): Loaded {
  const events = [...tally.events.values()];
  const { response, service, late } = tally.times;
  return {
    ...ended,
    sent: events.length,
    achievedRate: events.length < 2 ? null : ((events.length - 1) * 1_000) / ended.sendingMs,
    attempts: tally.attempts,
    copies: tally.copies,
    disturbed: tally.disturbed,
    answered: events.filter(({ isAnswered }) => isAnswered).length,
    acknowledged: events.filter(({ acknowledgedAt }) => acknowledgedAt !== null).length,
    errors: tally.errors,
    response: percentilesOf(response),
    service: percentilesOf(service),
    late: percentilesOf(late),
    durationMs: Math.round(systemTime.monotonicMs() - startedAt),
  };
}

function progressOf(tally: LoadTally, { phase, of }: Pick<LoadProgress, "phase" | "of">): LoadProgress {
  const { response } = tally.times;
  const errors = [...tally.errors.values()].reduce((sum, count) => sum + count, 0);
  const lately = percentilesOf(response.slice(-RECENT));
  return { phase, of, sent: tally.events.size, answered: response.length, errors, p95: lately?.p95 ?? null };
}

/** The number of answers from which the progress line computes p95. */
const RECENT = 500;

function telling(tell: () => void): () => void {
  let cancel = () => {};
  const again = () => {
    tell();
    cancel = afterReal(TELL_EVERY_MS, again);
  };
  again();
  return () => cancel();
}
