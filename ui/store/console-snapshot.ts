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

/** The kind of a notice decides its tone. */
export interface Notice {
  readonly kind: "done" | "busy" | "warning" | "problem";
  readonly text: string;
}

/** All the data that the screen is drawn from. Each change creates a new object. */
export interface Snapshot {
  readonly url: string;
  readonly size: Size;
  readonly connection: ConnectionState;
  /** `GET /_mock/state`, at most a second old. */
  readonly state: MockState | null;
  /** Epoch ms on the mock's clock. */
  readonly nowMs: number;
  /** `GET /_mock/faults`, newest first; as old as `state`. */
  readonly faults: readonly FaultView[];
  /** The rows of the live list that match the current query. */
  readonly list: RowView;
  /** `null` if all are shown. */
  readonly filter: ListFilter | null;
  /** In positions of `list`. */
  readonly cursor: ListCursor;
  /** Numbers of marked rows. */
  readonly marks: ReadonlySet<number>;
  /** In order of arrival, or the slowest first. */
  readonly order: "time" | "duration";
  readonly screen: Screen;
  /** The details of the row under the cursor, if there is room for them next to the list. */
  readonly preview: DetailScreen | null;
  /** The open question; it receives all keys. */
  readonly prompt: PromptView | null;
  /** Set only while they are shown. */
  readonly numbers: Numbers | null;
  /** Newest last. */
  readonly log: readonly LogLine[];
  /** Of the current or latest verify. */
  readonly checks: readonly CheckRow[];
  /** Newest first. */
  readonly scenarios: readonly ScenarioRun[];
  /** `GET /_mock/world`, as of the last time it was shown. */
  readonly world: WorldView | null;
  /** Counts the changes that may affect `world`. */
  readonly worldChanges: number;
  readonly notice: Notice | null;
  /** The hint that a receiver's answers give; it stays until the answers change. */
  readonly hint: string | null;
  /** A tip for new users, shown while there is nothing else to show. */
  readonly tip: string | null;
}

/** The fields that a rule of the chosen kind may have; empty until one is chosen. */
export interface FaultHelp {
  readonly fields: readonly { readonly name: string; readonly description: string }[];
  /** The fields that select deliveries, and limit how often and how long. */
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
      /** The search text for kinds; after a colon, the rule being typed. */
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
  /** The actions of Enter and Tab for the chosen item. */
  readonly verb: string;
  readonly tab: string | null;
  /** The items that match the typed text. */
  readonly items: readonly PickerItem[];
  readonly filter: string;
  readonly index: number;
  /** Whether further items are being loaded. */
  readonly isSearching: boolean;
  /** The screen that the user came from, and returns to. */
  readonly from: Screen;
}

/** A comparison of two things. */
export interface DiffScreen extends PagerState {
  readonly kind: "diff";
  readonly comparison: Comparison;
  readonly from: Screen;
}

export interface HelpScreen extends PagerState {
  readonly kind: "help";
  /** The screen that the user came from, and returns to. */
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
  /** `null` if the event reached no webhook. */
  readonly delivery: DetailedDelivery | null;
  /** The mock's explanation of the event: which webhooks got it, and which did not. */
  readonly event: EventView | null;
  /** Whether the bodies of `delivery` are loaded. */
  readonly isLoaded: boolean;
  /** Why something could not be loaded. */
  readonly problem: string | null;
}
