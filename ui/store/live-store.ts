import { isoFromMs, msFromIso } from "../../src/base/time/iso.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import type { FaultView } from "../../src/delivery/faults/fault.ts";
import type { Entry, Frame } from "../../src/journal/entry.ts";
import type { MockState } from "../../src/mock/mock.ts";
import type { WorldView } from "../../src/server/client/world-answers.ts";
import { listHeight, type Size } from "../frame/layout.ts";
import type { Tone } from "../frame/line.ts";
import { LogStore } from "../log/log-store.ts";
import { hintOf, NOTICE_TONES, ShownNotice } from "../notices/notices.ts";
import { NumbersStore } from "../numbers/numbers-store.ts";
import type { PromptView } from "../prompt/prompt.ts";
import { CheckStore, ScenarioStore } from "../scenario/scenario-store.ts";
import type { Scheduler } from "../scheduler.ts";
import type { ConnectionState, StreamListener } from "../stream/mock-stream.ts";
import type { DetailScreen, Notice, Screen, Snapshot } from "./console-snapshot.ts";
import { LiveList } from "./live-list.ts";
import { type MockTime, mockNow, movedTo } from "./mock-time.ts";
import { Repaints } from "./repaints.ts";
import type { ListRow } from "./row-store.ts";
import { WorldChanges } from "./world-changes.ts";

/** The one place that holds what the UI shows. It folds the stream's frames and tells its subscribers, at most ten times a second. */
export class LiveStore implements StreamListener {
  readonly #scheduler: Scheduler;
  readonly #url: string;
  readonly #tip: string | null;
  readonly #list: LiveList;
  readonly #listeners = new Set<() => void>();
  #size: Size;
  #connection: ConnectionState = { kind: "connecting" };
  #run: string | null = null;
  #state: MockState | null = null;
  #faults: readonly FaultView[] = [];
  #time: MockTime | null = null;
  #screen: Screen = { kind: "list" };
  #preview: DetailScreen | null = null;
  #prompt: PromptView | null = null;
  readonly #numbers = new NumbersStore();
  readonly #log = new LogStore();
  readonly #checks = new CheckStore();
  readonly #scenarios = new ScenarioStore();
  #world: WorldView | null = null;
  readonly #worldChanges: WorldChanges;
  readonly #notice: ShownNotice;
  #hint: string | null = null;
  #snapshot: Snapshot;
  readonly #repaints: Repaints;

  constructor(options: { url: string; tip?: string | null; size: Size; scheduler: Scheduler }) {
    this.#scheduler = options.scheduler;
    this.#url = options.url;
    this.#tip = options.tip ?? null;
    this.#size = options.size;
    this.#list = new LiveList();
    this.#repaints = new Repaints(options.scheduler, () => this.#show());
    this.#worldChanges = new WorldChanges(options.scheduler, () => this.touch());
    this.#notice = new ShownNotice(options.scheduler, () => this.touch());
    this.#snapshot = this.#taken();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly snapshot = (): Snapshot => this.#snapshot;

  /** The row that the cursor is on. */
  get selectedRow(): ListRow | undefined {
    return this.#list.selectedRow;
  }

  /** A delivery's row as it stands now. */
  rowOf(deliveryId: string): ListRow | undefined {
    return this.#list.rowOf(deliveryId);
  }

  /** The newest delivery of the same type to the same webhook before this one, of those in the list. */
  deliveryBefore({ id, event_type, webhook }: Delivery): Delivery | null {
    const row = this.#list.deliveryBefore(
      id,
      ({ delivery }) => delivery.event_type === event_type && delivery.webhook.id === webhook.id,
    );
    return row?.kind === "delivery" ? row.delivery : null;
  }

  frames(frames: readonly Frame[]): void {
    for (const frame of frames) {
      if (frame.type === "hello") this.#greeted(frame);
      else if (frame.type === "gap") this.#missing(frame.from, frame.to);
      else this.#take(frame);
    }
    const last = frames.findLast((frame) => "at" in frame);
    const lastMs = last !== undefined && "at" in last ? msFromIso(last.at) : null;
    if (lastMs !== null && this.#time !== null) this.#time = movedTo(this.#time, lastMs);
    this.touch();
  }

  connection(state: ConnectionState): void {
    const before = this.#connection.kind;
    this.#connection = state;
    if (state.kind === "open" && before === "lost") this.say({ kind: "done", text: "Connected again." });
    if (state.kind === "lost" && before !== "lost") this.#tell("bad", `The connection was lost (${state.reason}).`);
    this.touch();
  }

  stateArrived(state: MockState): void {
    this.#state = state;
    this.#timeIs(state.clock.mode, state.clock.speed, state.clock.now);
    this.touch();
  }

  /** As the mock lists them, newest last. */
  faultsArrived(faults: readonly FaultView[]): void {
    this.#faults = [...faults].reverse();
    this.touch();
  }

  resize(size: Size): void {
    this.#size = size;
    this.repaint();
  }

  /** Shows a notice until the next one, or for some seconds. */
  say(notice: Notice): void {
    this.#notice.show(notice);
    if (notice.kind !== "busy") this.#tell(NOTICE_TONES[notice.kind], notice.text);
    this.repaint();
  }

  worldArrived(world: WorldView): void {
    this.#world = world;
    this.touch();
  }

  show(screen: Screen): void {
    this.#screen = screen;
    this.repaint();
  }

  previewed(preview: DetailScreen | null): void {
    this.#preview = preview;
    this.touch();
  }

  /** The question that is asked, `null` when none is. */
  ask(prompt: PromptView | null): void {
    this.#prompt = prompt;
    this.repaint();
  }

  /** Shows only the rows that a query finds; an empty one shows all. Throws `QueryError`. */
  filterBy(query: string): void {
    this.#list.filterBy(query);
    this.repaint();
  }

  /** Moves the cursor so many rows down, up when negative. */
  move(by: number): void {
    this.#list.move(by, listHeight(this.#size));
    this.repaint();
  }

  /** Puts the cursor on the row at a place of the list. */
  selectAt(place: number): void {
    this.#list.selectAt(place);
    this.repaint();
  }

  /** Does something with the list, and shows what came of it. */
  inList<Result>(act: (list: LiveList) => Result): Result {
    const result = act(this.#list);
    this.repaint();
    return result;
  }

  toFirst(): void {
    this.#list.toFirst();
    this.repaint();
  }

  follow(): void {
    this.#list.follow();
    this.repaint();
  }

  /** Something has changed: it is shown with the next repaint. */
  touch(): void {
    this.#repaints.soon();
  }

  /** Shows what there is now. */
  repaint(): void {
    this.#repaints.now();
  }

  /** What was told to be shown is on the screen. */
  drawn(): void {
    this.#repaints.drawn();
  }

  stop(): void {
    this.#repaints.stop();
    this.#notice.stop();
    this.#worldChanges.stop();
  }

  #show(): void {
    this.#snapshot = this.#taken();
    for (const listener of this.#listeners) listener();
  }

  #take(entry: Entry): void {
    this.#list.take(entry);
    this.#numbers.take(entry, this.#scheduler.nowMs());
    this.#log.take(entry);
    if (entry.type === "scenario.step") this.#scenarios.take(entry);
    if (entry.type === "check.started" || entry.type === "check.finished") this.#checks.take(entry);
    this.#worldChanges.take(entry);
    if (entry.type === "clock.changed") this.#timeIs(entry.mode, entry.speed, entry.now);
    if (entry.type === "attempt.finished") {
      const row = this.rowOf(entry.delivery_id);
      if (row?.kind === "delivery") this.#hint = hintOf(row.delivery, entry.attempt, this.#hint);
    }
  }

  #missing(from: number, to: number): void {
    this.#list.gap(from, to);
    this.#tell("warn", `Entries ${from} to ${to} are missing.`);
  }

  #tell(tone: Tone, text: string): void {
    const at = this.#time === null ? null : isoFromMs(mockNow(this.#time, this.#scheduler.nowMs()));
    this.#log.add({ at, tone, text });
  }

  #greeted({ run, last_seq }: Extract<Frame, { type: "hello" }>): void {
    this.#numbers.evictedUpTo(last_seq);
    const before = this.#run;
    this.#run = run;
    if (before === null || before === run) return;
    // The deliveries of a mock that is gone can be neither opened nor sent again.
    this.#list.clear();
    this.#numbers.clear();
    this.#checks.clear();
    // A run of several scenarios has a mock for each; what the earlier ones did is still of interest.
    if (sessionOf(before) !== sessionOf(run)) this.#scenarios.clear();
    this.#hint = null;
    this.say({ kind: "warning", text: `The mock was started anew (run ${run}); what it had before is gone.` });
  }

  #timeIs(mode: string, speed: number, now: string): void {
    const baseMs = msFromIso(now);
    if (baseMs !== null) this.#time = { mode, speed, baseMs, baseRealMs: this.#scheduler.nowMs() };
  }

  #taken(): Snapshot {
    const cursor = this.#list.cursor(listHeight(this.#size));
    return {
      url: this.#url,
      size: this.#size,
      connection: this.#connection,
      state: this.#state,
      nowMs: this.#time === null ? 0 : mockNow(this.#time, this.#scheduler.nowMs()),
      faults: this.#faults,
      list: this.#list.view,
      filter: this.#list.filter,
      cursor,
      marks: this.#list.marks,
      order: this.#list.order,
      screen: this.#screen,
      preview: this.#preview,
      prompt: this.#prompt,
      numbers: this.#screen.kind === "numbers" ? this.#numbers.numbers(this.#scheduler.nowMs()) : null,
      log: this.#log.lines,
      checks: this.#checks.checks,
      scenarios: this.#scenarios.runs,
      world: this.#world,
      worldChanges: this.#worldChanges.count,
      notice: this.#notice.current,
      hint: this.#hint,
      tip: this.#tip,
    };
  }
}

/** `k3f9` of `k3f9/lost answer`: scenarios of one run share it. */
function sessionOf(run: string): string {
  return run.split("/", 1)[0] ?? run;
}
