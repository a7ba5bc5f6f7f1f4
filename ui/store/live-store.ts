import type { Delivery } from "../../src/delivery/delivery.ts";
import type { FaultView } from "../../src/delivery/faults/fault.ts";
import type { Frame } from "../../src/journal/entry.ts";
import type { MockState } from "../../src/mock/mock.ts";
import type { WorldView } from "../../src/server/client/world-answers.ts";
import { listHeight, type Size } from "../frame/layout.ts";
import { NOTICE_TONES, ShownNotice } from "../notices/shown-notice.ts";
import type { PromptView } from "../prompt/prompt.ts";
import type { Scheduler } from "../scheduler.ts";
import type { ConnectionState, StreamListener } from "../stream/mock-stream.ts";
import type { DetailScreen, Notice, Screen, Snapshot } from "./console-snapshot.ts";
import type { LiveList } from "./live-list.ts";
import { Repaints } from "./repaints.ts";
import type { ListRow } from "./row-store.ts";
import { StreamState } from "./stream-state.ts";

/** The only owner of the UI's state. It applies the stream's frames and notifies its subscribers at most ten times a second. */
export class LiveStore implements StreamListener {
  readonly #scheduler: Scheduler;
  readonly #url: string;
  readonly #tip: string | null;
  readonly #stream: StreamState;
  readonly #listeners = new Set<() => void>();
  #size: Size;
  #connection: ConnectionState = { kind: "connecting" };
  #state: MockState | null = null;
  #faults: readonly FaultView[] = [];
  #screen: Screen = { kind: "list" };
  #preview: DetailScreen | null = null;
  #prompt: PromptView | null = null;
  #world: WorldView | null = null;
  readonly #notice: ShownNotice;
  #snapshot: Snapshot;
  readonly #repaints: Repaints;

  constructor(options: { url: string; tip?: string | null; size: Size; scheduler: Scheduler }) {
    this.#scheduler = options.scheduler;
    this.#url = options.url;
    this.#tip = options.tip ?? null;
    this.#size = options.size;
    this.#repaints = new Repaints(options.scheduler, () => this.#show());
    this.#stream = new StreamState({
      scheduler: options.scheduler,
      whenChanged: () => this.touch(),
      say: (notice) => this.say(notice),
    });
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

  /** The row under the cursor. */
  get selectedRow(): ListRow | undefined {
    return this.#stream.list.selectedRow;
  }

  /** The current row of a delivery. */
  rowOf(deliveryId: string): ListRow | undefined {
    return this.#stream.list.rowOf(deliveryId);
  }

  /** The newest delivery in the list before this one with the same type and webhook. */
  deliveryBefore({ id, event_type, webhook }: Delivery): Delivery | null {
    const row = this.#stream.list.deliveryBefore(
      id,
      ({ delivery }) => delivery.event_type === event_type && delivery.webhook.id === webhook.id,
    );
    return row?.kind === "delivery" ? row.delivery : null;
  }

  frames(frames: readonly Frame[]): void {
    this.#stream.take(frames);
    this.touch();
  }

  connection(state: ConnectionState): void {
    const before = this.#connection.kind;
    this.#connection = state;
    if (state.kind === "open" && before === "lost") this.say({ kind: "done", text: "Connected again." });
    if (state.kind === "lost" && before !== "lost")
      this.#stream.tell("bad", `The connection was lost (${state.reason}).`);
    this.touch();
  }

  stateArrived(state: MockState): void {
    this.#state = state;
    this.#stream.timeIs(state.clock);
    this.touch();
  }

  /** In the mock's order, newest last. */
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
    if (notice.kind !== "busy") this.#stream.tell(NOTICE_TONES[notice.kind], notice.text);
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

  /** Sets the open question; `null` if none exists. */
  ask(prompt: PromptView | null): void {
    this.#prompt = prompt;
    this.repaint();
  }

  /** Shows only the rows that match a query; an empty query shows all. Throws `QueryError`. */
  filterBy(query: string): void {
    this.#stream.list.filterBy(query);
    this.repaint();
  }

  /** Moves the cursor this many rows down, or up if negative. */
  move(by: number): void {
    this.#stream.list.move(by, listHeight(this.#size));
    this.repaint();
  }

  /** Moves the cursor to the row at a position of the list. */
  selectAt(place: number): void {
    this.#stream.list.selectAt(place);
    this.repaint();
  }

  /** Runs an action on the list, and shows its result. */
  inList<Result>(act: (list: LiveList) => Result): Result {
    const result = act(this.#stream.list);
    this.repaint();
    return result;
  }

  toFirst(): void {
    this.#stream.list.toFirst();
    this.repaint();
  }

  follow(): void {
    this.#stream.list.follow();
    this.repaint();
  }

  /** Marks a change, which is shown with the next repaint. */
  touch(): void {
    this.#repaints.soon();
  }

  /** Shows the current state. */
  repaint(): void {
    this.#repaints.now();
  }

  /** Called when the current snapshot is on the screen. */
  drawn(): void {
    this.#repaints.drawn();
  }

  stop(): void {
    this.#repaints.stop();
    this.#notice.stop();
    this.#stream.worldChanges.stop();
  }

  #show(): void {
    this.#snapshot = this.#taken();
    for (const listener of this.#listeners) listener();
  }

  #taken(): Snapshot {
    const cursor = this.#stream.list.cursor(listHeight(this.#size));
    return {
      url: this.#url,
      size: this.#size,
      connection: this.#connection,
      state: this.#state,
      nowMs: this.#stream.nowMs ?? 0,
      faults: this.#faults,
      list: this.#stream.list.view,
      filter: this.#stream.list.filter,
      cursor,
      marks: this.#stream.list.marks,
      order: this.#stream.list.order,
      screen: this.#screen,
      preview: this.#preview,
      prompt: this.#prompt,
      numbers: this.#screen.kind === "numbers" ? this.#stream.numbers.numbers(this.#scheduler.nowMs()) : null,
      log: this.#stream.log.lines,
      checks: this.#stream.checks.checks,
      scenarios: this.#stream.scenarios.runs,
      world: this.#world,
      worldChanges: this.#stream.worldChanges.count,
      notice: this.#notice.current,
      hint: this.#stream.hint,
      tip: this.#tip,
    };
  }
}
