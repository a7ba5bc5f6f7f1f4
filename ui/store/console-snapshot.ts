import type { FaultView } from "../../src/delivery/faults/fault.ts";
import type { EventView, MockState } from "../../src/mock/mock.ts";
import type { DetailedDelivery } from "../../src/server/client/control-calls.ts";
import type { ThreadView, WorldView } from "../../src/server/client/world-answers.ts";
import type { Comparison } from "../diff/diff-document.ts";
import type { Size } from "../frame/layout.ts";
import type { LogLine } from "../log/log-store.ts";
import type { Numbers } from "../numbers/numbers-store.ts";
import type { PagerState } from "../pager/pager.ts";
import type { PickerItem } from "../picker/picker.ts";
import type { PromptView } from "../prompt/prompt.ts";
import type { CheckRow, ScenarioRun } from "../scenario/scenario-store.ts";
import type { ConnectionState } from "../stream/mock-stream.ts";
import type { ListCursor } from "./list-cursor.ts";
import type { ListFilter } from "./live-list.ts";
import type { RowView } from "./row-views.ts";

/** What a notice is about decides its tone. */
export interface Notice {
  readonly kind: "done" | "busy" | "warning" | "problem";
  readonly text: string;
}

/** Everything that the screen is drawn from. A new object each time that something has changed. */
export interface Snapshot {
  readonly url: string;
  readonly size: Size;
  readonly connection: ConnectionState;
  /** `GET /_mock/state`, at most a second old. */
  readonly state: MockState | null;
  /** Epoch ms on the mock's clock. */
  readonly nowMs: number;
  /** `GET /_mock/faults`, the newest first; as old as `state`. */
  readonly faults: readonly FaultView[];
  /** The rows of the live list that the query in force lets through. */
  readonly list: RowView;
  /** `null` while all are shown. */
  readonly filter: ListFilter | null;
  /** In places of `list`. */
  readonly cursor: ListCursor;
  /** Numbers of marked rows. */
  readonly marks: ReadonlySet<number>;
  /** As they come, or the slowest first. */
  readonly order: "time" | "duration";
  readonly screen: Screen;
  /** The details of the row under the cursor, where there is room for them beside the list. */
  readonly preview: DetailScreen | null;
  /** The question that is asked; all keys are its answer. */
  readonly prompt: PromptView | null;
  /** Only while they are looked at. */
  readonly numbers: Numbers | null;
  /** The newest last. */
  readonly log: readonly LogLine[];
  /** Of the verify that runs, or ran last. */
  readonly checks: readonly CheckRow[];
  /** The newest first. */
  readonly scenarios: readonly ScenarioRun[];
  /** `GET /_mock/world`, as it was when it was looked at last. */
  readonly world: WorldView | null;
  /** Counts what has happened that may make `world` another one. */
  readonly worldChanges: number;
  readonly notice: Notice | null;
  /** What a receiver's answers suggest; stays until the answers change. */
  readonly hint: string | null;
  /** What a newcomer should know, for as long as there is nothing else to say. */
  readonly tip: string | null;
}

/** What a rule of the chosen kind may say; empty until one is chosen. */
export interface FaultHelp {
  readonly fields: readonly { readonly name: string; readonly description: string }[];
  /** For whom, how often and until when. */
  readonly selectors: readonly string[];
}

export type Screen =
  | { readonly kind: "list" }
  | DetailScreen
  | PickerScreen
  | DiffScreen
  | WorldScreen
  | ThreadScreen
  | { readonly kind: "numbers" }
  | LogScreen
  | ScenarioScreen
  | { readonly kind: "faults"; readonly index: number }
  | {
      readonly kind: "arm";
      /** What is searched for among the kinds, and from its colon on the rule that is being written. */
      readonly text: string;
      readonly index: number;
      readonly help: FaultHelp;
    }
  | HelpScreen;

/** Screens that show one long text. */
export type PagerScreen =
  | DetailScreen
  | DiffScreen
  | WorldScreen
  | ThreadScreen
  | LogScreen
  | ScenarioScreen
  | HelpScreen;

/** The kinds of the screens that show one long text. */
export const PAGER_SCREENS = [
  "detail",
  "diff",
  "world",
  "thread",
  "log",
  "scenario",
  "help",
] as const satisfies readonly PagerScreen["kind"][];

const PAGER_KINDS: ReadonlySet<Screen["kind"]> = new Set(PAGER_SCREENS);

export function isPagerScreen(screen: Screen): screen is PagerScreen {
  return PAGER_KINDS.has(screen.kind);
}

export interface PickerScreen {
  readonly kind: "picker";
  readonly title: string;
  /** What Enter does with the chosen item, and Tab, where it does something. */
  readonly verb: string;
  readonly tab: string | null;
  /** Those that fit what was typed. */
  readonly items: readonly PickerItem[];
  readonly filter: string;
  readonly index: number;
  /** Further items are asked for. */
  readonly isSearching: boolean;
  /** Where the user came from, and goes back to. */
  readonly from: Screen;
}

/** Two things compared. */
export interface DiffScreen extends PagerState {
  readonly kind: "diff";
  readonly comparison: Comparison;
  readonly from: Screen;
}

export interface HelpScreen extends PagerState {
  readonly kind: "help";
  /** Where the user came from, and goes back to. */
  readonly from: Screen;
}

export interface WorldScreen extends PagerState {
  readonly kind: "world";
}

/** The conversation with one lead. */
export interface ThreadScreen extends PagerState {
  readonly kind: "thread";
  readonly thread: ThreadView;
  readonly from: Screen;
}

export interface LogScreen extends PagerState {
  readonly kind: "log";
}

export interface ScenarioScreen extends PagerState {
  readonly kind: "scenario";
}

/** One delivery, or one event that reached no webhook, in full. */
export interface DetailScreen extends PagerState {
  readonly kind: "detail";
  readonly eventId: string;
  /** `null` when the event reached no webhook. */
  readonly delivery: DetailedDelivery | null;
  /** The mock's explanation of the event: which webhooks got it, and which did not. */
  readonly event: EventView | null;
  /** Whether `delivery` has its bodies. */
  readonly isLoaded: boolean;
  /** Why something could not be loaded. */
  readonly problem: string | null;
}
