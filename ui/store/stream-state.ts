import { isoFromMs, msFromIso } from "../../src/base/time/iso.ts";
import type { Entry, Frame } from "../../src/journal/entry.ts";
import type { Tone } from "../frame/line.ts";
import { LogStore } from "../log/log-store.ts";
import { hintOf } from "../notices/shown-notice.ts";
import { NumbersStore } from "../numbers/numbers-store.ts";
import { CheckStore, ScenarioStore } from "../scenario/scenario-store.ts";
import type { Scheduler } from "../scheduler.ts";
import type { Notice } from "./console-snapshot.ts";
import { LiveList } from "./live-list.ts";

interface StreamStateOptions {
  readonly scheduler: Scheduler;
  /** Called when the account has changed: a while after the entries that say so. */
  readonly whenChanged: () => void;
  readonly say: (notice: Notice) => void;
}

/** The state built from the stream's entries: the list, the numbers, the log, the checks and scenarios, and the mock's clock. */
export class StreamState {
  readonly list = new LiveList();
  readonly numbers = new NumbersStore();
  readonly log = new LogStore();
  readonly checks = new CheckStore();
  readonly scenarios = new ScenarioStore();
  readonly worldChanges: WorldChanges;
  readonly #scheduler: Scheduler;
  readonly #say: (notice: Notice) => void;
  #run: string | null = null;
  #time: MockTime | null = null;
  #hint: string | null = null;

  constructor({ scheduler, whenChanged, say }: StreamStateOptions) {
    this.#scheduler = scheduler;
    this.#say = say;
    this.worldChanges = new WorldChanges(scheduler, whenChanged);
  }

  /** The hint that answers give about the receiver; `null` if none exists. */
  get hint(): string | null {
    return this.#hint;
  }

  /** Epoch ms on the mock's clock; `null` before it is known. */
  get nowMs(): number | null {
    return this.#time === null ? null : mockNow(this.#time, this.#scheduler.nowMs());
  }

  take(frames: readonly Frame[]): void {
    for (const frame of frames) {
      if (frame.type === "hello") this.#greeted(frame);
      else if (frame.type === "gap") this.#missing(frame.from, frame.to);
      else this.#entry(frame);
    }
    const last = frames.findLast((frame) => "at" in frame);
    const lastMs = last !== undefined && "at" in last ? msFromIso(last.at) : null;
    if (lastMs !== null && this.#time !== null) this.#time = movedTo(this.#time, lastMs);
  }

  timeIs({ mode, speed, now }: { readonly mode: string; readonly speed: number; readonly now: string }): void {
    const baseMs = msFromIso(now);
    if (baseMs !== null) this.#time = { mode, speed, baseMs, baseRealMs: this.#scheduler.nowMs() };
  }

  /** Writes a line to the log, with the time of the mock's clock. */
  tell(tone: Tone, text: string): void {
    const { nowMs } = this;
    this.log.add({ at: nowMs === null ? null : isoFromMs(nowMs), tone, text });
  }

  #entry(entry: Entry): void {
    this.list.take(entry);
    this.numbers.take(entry, this.#scheduler.nowMs());
    this.log.take(entry);
    if (entry.type === "scenario.step") this.scenarios.take(entry);
    if (entry.type === "check.started" || entry.type === "check.finished") this.checks.take(entry);
    this.worldChanges.take(entry);
    if (entry.type === "clock.changed") this.timeIs(entry);
    if (entry.type === "attempt.finished") {
      const row = this.list.rowOf(entry.delivery_id);
      if (row?.kind === "delivery") this.#hint = hintOf(row.delivery, entry.attempt, this.#hint);
    }
  }

  #missing(from: number, to: number): void {
    this.list.gap(from, to);
    this.tell("warn", `Entries ${from} to ${to} are missing.`);
  }

  #greeted({ run, last_seq }: Extract<Frame, { type: "hello" }>): void {
    this.numbers.evictedUpTo(last_seq);
    const before = this.#run;
    this.#run = run;
    if (before === null || before === run) return;
    // Deliveries of a mock that has ended can be neither opened nor resent.
    this.list.clear();
    this.numbers.clear();
    this.checks.clear();
    // A run of several scenarios has a mock for each; the steps of earlier ones stay relevant.
    if (sessionOf(before) !== sessionOf(run)) this.scenarios.clear();
    this.#hint = null;
    this.#say({ kind: "warning", text: `The mock was restarted (run ${run}); what it had before is gone.` });
  }
}

/** `k3f9` of `k3f9/lost answer`: scenarios of one run share it. */
function sessionOf(run: string): string {
  return run.split("/", 1)[0] ?? run;
}

/** The UI's model of the mock's clock. */
export interface MockTime {
  readonly mode: string;
  /** Mock seconds per real second. */
  readonly speed: number;
  /** Epoch ms on the mock's clock… */
  readonly baseMs: number;
  /** …at this moment of the UI's own monotonic clock. */
  readonly baseRealMs: number;
}

/** Epoch ms on the mock's clock. Between two reports, only a clock in real mode moves. */
export function mockNow(time: MockTime, realMs: number): number {
  return time.mode === "real" ? time.baseMs + (realMs - time.baseRealMs) * time.speed : time.baseMs;
}

/** The clock after an entry at `atMs`: a paused clock has moved at least to that time. */
export function movedTo(time: MockTime, atMs: number): MockTime {
  return time.mode !== "real" && atMs > time.baseMs ? { ...time, baseMs: atMs } : time;
}

/** Minimum real ms between two reports of changes in the account: each report makes its readers reload all of it. */
const WORLD_INTERVAL_MS = 500;
/** Entries that may change campaigns, leads or webhooks. */
const WORLD_ENTRIES: ReadonlySet<Entry["type"]> = new Set(["webhook.changed", "world.changed", "event.emitted"]);

/** Counts changes in the account: with a delay, and once for all changes within it. */
class WorldChanges {
  readonly #scheduler: Scheduler;
  readonly #whenCounted: () => void;
  #count = 0;
  #cancel: (() => void) | null = null;

  constructor(scheduler: Scheduler, whenCounted: () => void) {
    this.#scheduler = scheduler;
    this.#whenCounted = whenCounted;
  }

  get count(): number {
    return this.#count;
  }

  take({ type }: Entry): void {
    if (!WORLD_ENTRIES.has(type)) return;
    this.#cancel ??= this.#scheduler.after(WORLD_INTERVAL_MS, () => {
      this.#cancel = null;
      this.#count += 1;
      this.#whenCounted();
    });
  }

  stop(): void {
    this.#cancel?.();
  }
}
