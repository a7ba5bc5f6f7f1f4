/** A load that generators on other machines send, while this process only watches. */
import { pause } from "../../base/time/real-waits.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { JoinedSummary } from "../../mock/joined-load.ts";
import type { Loaded } from "./load-receiver.ts";

/** Real ms between two polls. */
const LOOK_EVERY_MS = 300;
/** Real ms without news after which the run is over, once every event has been sent. */
const QUIET_MS = 2_000;
/** The same if some have not been sent: their generators have ended, or were never started. */
const GIVEN_UP_MS = 45_000;

export interface JoinWatch {
  readonly planned: number;
  readonly summary: () => Promise<JoinedSummary>;
  /** Stops watching after this many real ms; `null` = when nothing new arrives. */
  readonly forMs: number | null;
  readonly signal: AbortSignal;
  readonly onProgress: (sent: number, summary: JoinedSummary) => void;
}

/** Resolves when all events were sent and nothing new has arrived for a while, or when no further events arrive after the first. */
export async function joinedLoad({ planned, summary, forMs, signal, onProgress }: JoinWatch): Promise<Loaded> {
  const startedAt = systemTime.monotonicMs();
  let changedAt: number | null = null;
  let last = "";
  for (;;) {
    const now = await summary();
    const text = JSON.stringify(now);
    if (text !== last && (last !== "" || now.answers > 0)) changedAt = systemTime.monotonicMs();
    last = text;
    const sent = sumOf(now, "sent");
    onProgress(sent, now);
    const quietMs = sent >= planned ? QUIET_MS : GIVEN_UP_MS;
    const isQuiet = changedAt !== null && systemTime.monotonicMs() - changedAt >= quietMs;
    const isOver = forMs !== null && systemTime.monotonicMs() - startedAt >= forMs;
    if (isQuiet || isOver || signal.aborted) return loadedOf(now, { planned, startedAt, isStopped: signal.aborted });
    await pause(LOOK_EVERY_MS);
  }
}

function sumOf({ data }: JoinedSummary, key: "sent" | "acknowledged"): number {
  return data.reduce((sum, row) => sum + row[key], 0);
}

interface Circumstances {
  readonly planned: number;
  readonly startedAt: number;
  readonly isStopped: boolean;
}

/** The generators measure and report times themselves. */
function loadedOf(summary: JoinedSummary, { planned, startedAt, isStopped }: Circumstances): Loaded {
  const sent = sumOf(summary, "sent");
  return {
    planned,
    sent,
    refused: 0,
    sendingMs: 0,
    achievedRate: null,
    attempts: summary.answers,
    copies: Math.max(0, summary.answers - sent),
    disturbed: 0,
    answered: sent,
    acknowledged: sumOf(summary, "acknowledged"),
    open: 0,
    errors: new Map(Object.entries(summary.errors)),
    response: null,
    service: null,
    late: null,
    work: summary.data.map(({ event_type: type, silent, done, ...row }) => ({
      type,
      sent: row.sent,
      acknowledged: row.acknowledged,
      done,
      doubled: row.doubled,
      // No twin is sent, so an event without evidence stays open.
      lost: done === null ? null : 0,
      unproven: silent,
    })),
    probed: null,
    isStopped,
    isJoined: true,
    durationMs: Math.round(systemTime.monotonicMs() - startedAt),
  };
}
