import { formatDuration, parseDuration } from "../../src/base/time/duration.ts";
import type { Completions } from "../../src/journal/query/complete-query.ts";
import type { ClockMove } from "../control/console-calls.ts";
import { counted } from "../frame/line.ts";
import { LineHistory } from "../prompt/line-edit.ts";
import type { LineProblem } from "../prompt/prompt.ts";
import type { ActionContext } from "./action-context.ts";

/** Events per real second when traffic is switched on for the first time. */
const USUAL_RATE = 1;
/** How far J moves the clock: past the delay of every retry in the built-in policies. */
const JUMP = "30m";

/** Ms on the mock's clock from which a jump is made in steps, and the number of steps. */
const LONG_JUMP_MS = 2 * 60 * 60 * 1_000;
const PIECES = 20;

/** Words that the clock prompt accepts, in addition to durations and speeds. */
const CLOCK_WORDS: readonly (readonly [word: string, meaning: string, move: ClockMove])[] = [
  ["next", "jump to what is due next", { next: true }],
  ["pause", "stop until you move it by hand", { mode: "manual" }],
  ["go", "continue with the machine's time", { mode: "real" }],
  ["virtual", "jump to what is due whenever nothing is in flight", { mode: "virtual" }],
  ["30m", "move it on by this much; what is due meanwhile happens", { advance: "30m" }],
  ["x60", "run this many times faster than the machine's", { speed: 60 }],
];

/** Commands for the mock's time and traffic, and for its reset. */
export class ClockCommands {
  readonly #context: ActionContext;
  readonly #clockLines = new LineHistory();
  readonly #rateLines = new LineHistory();
  #lastRate = USUAL_RATE;
  /** The long jump in progress. */
  #jump: { isStopped: boolean } | null = null;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  nextDue(): void {
    this.#move({ next: true });
  }

  jump(): void {
    this.#move({ advance: JUMP });
  }

  /** Pauses the clock, or resumes it in real time. */
  togglePause(): void {
    const { state } = this.#context.store.snapshot();
    this.#move({ mode: state?.clock.mode === "manual" ? "real" : "manual" });
  }

  askForClock(): void {
    this.#context.prompts.open({
      label: "clock ",
      hint: "30m moves it on, x60 makes it faster; also next, pause, go, virtual.",
      history: this.#clockLines,
      complete: completeClock,
      check: (text) => (moveOf(text) === null ? notAMove(text) : null),
      entered: (text) => {
        const move = moveOf(text);
        if (move !== null) this.#move(move);
      },
    });
  }

  toggleTraffic(): void {
    this.#context.attempt(null, () => this.#toggle());
  }

  askForRate(): void {
    this.#context.prompts.open({
      label: "events per second ",
      hint: "The account's own traffic: 2, 0.5 …; 0 pauses it.",
      history: this.#rateLines,
      check: (text) => (rateOf(text) === null ? { text: "A rate is a number such as 2 or 0.5.", at: null } : null),
      entered: (text) => this.#context.attempt(null, () => this.#setRate(rateOf(text) ?? 0)),
    });
  }

  /** Asks for confirmation, because a reset drops all history. */
  askForReset(): void {
    const { prompts, control, store, attempt } = this.#context;
    prompts.open({
      label: "Reset the mock? This drops all deliveries and creates the account again. Type yes: ",
      hint: "Enter with anything else, or Esc, changes nothing.",
      entered: (text) => {
        if (text.trim().toLowerCase() !== "yes") return;
        attempt("Resetting …", async () => {
          store.stateArrived(await control.reset());
          store.say({ kind: "done", text: "The mock was reset: the account is new, and deliveries were dropped." });
        });
      },
    });
  }

  /** Ends a jump in progress after its current step; `false` if none exists. */
  stopJump(): boolean {
    if (this.#jump === null) return false;
    this.#jump.isStopped = true;
    return true;
  }

  #move(move: ClockMove): void {
    const { store, control, attempt } = this.#context;
    const wholeMs = "advance" in move ? (parseDuration(move.advance) ?? 0) : 0;
    if (wholeMs >= LONG_JUMP_MS) {
      attempt("Moving the clock …", () => this.#jumpInPieces(wholeMs));
      return;
    }
    attempt("Moving the clock …", async () => {
      const { mode, speed, now } = await control.moveClock(move);
      store.stateArrived(await control.state());
      store.say({ kind: "done", text: `The clock is at ${now}, ${paceOf(mode, speed)}.` });
    });
  }

  /** Jumps in steps, so that the user can watch and stop it; events come due as in a single jump. */
  async #jumpInPieces(wholeMs: number): Promise<void> {
    const { store, control } = this.#context;
    const jump = { isStopped: false };
    this.#jump = jump;
    const pieceMs = Math.ceil(wholeMs / PIECES / 1_000) * 1_000;
    let doneMs = 0;
    let now = "";
    try {
      while (doneMs < wholeMs && !jump.isStopped) {
        const nextMs = Math.min(pieceMs, wholeMs - doneMs);
        ({ now } = await control.moveClock({ advance: `${nextMs}ms` }));
        doneMs += nextMs;
        store.stateArrived(await control.state());
        const share = Math.floor((doneMs / wholeMs) * 100);
        const far = `${formatDuration(doneMs)} of ${formatDuration(wholeMs)}, ${share} %`;
        store.say({ kind: "busy", text: `Moving the clock: ${far}. Esc stops it.` });
      }
    } finally {
      this.#jump = null;
    }
    const how = doneMs < wholeMs ? `, stopped after ${formatDuration(doneMs)} of ${formatDuration(wholeMs)}` : "";
    store.say({ kind: how === "" ? "done" : "warning", text: `The clock is at ${now}${how}.` });
  }

  async #toggle(): Promise<void> {
    const { rate } = await this.#context.control.state();
    if (rate > 0) this.#lastRate = rate;
    await this.#setRate(rate > 0 ? 0 : this.#lastRate);
  }

  async #setRate(rate: number): Promise<void> {
    const { store, control } = this.#context;
    if (rate > 0) this.#lastRate = rate;
    await control.setRate(rate);
    store.stateArrived(await control.state());
    const text =
      rate === 0
        ? "Traffic is paused; p continues it."
        : `Traffic runs: ${counted(rate, "event")} per second; p pauses it.`;
    store.say({ kind: "done", text });
  }
}

function paceOf(mode: string, speed: number): string {
  if (mode === "manual") return "and stopped";
  if (mode !== "real") return mode;
  return speed === 1 ? "with the machine's time" : `${speed} times faster than the machine's`;
}

/** Parses the text of the clock prompt; `null` if it is not valid. */
function moveOf(text: string): ClockMove | null {
  const word = text.trim().toLowerCase();
  const known = CLOCK_WORDS.find(([name]) => name === word);
  if (known !== undefined) return known[2];
  const speed = /^[x×](\d+(?:\.\d+)?)$/.exec(word)?.[1];
  if (speed !== undefined) return Number(speed) > 0 ? { speed: Number(speed) } : null;
  return /[a-z]/.test(word) && parseDuration(word) !== null ? { advance: word } : null;
}

function notAMove(text: string): LineProblem | null {
  if (text.trim() === "") return { text: "Write 30m, x60, next, pause, go or virtual.", at: null };
  return { text: "The clock takes a duration such as 30m, a speed such as x60, next, pause, go or virtual.", at: 0 };
}

function completeClock(text: string, cursor: number): Completions {
  const words = CLOCK_WORDS.filter(([word]) => word.startsWith(text.trim().toLowerCase()) && word !== text.trim());
  return { from: 0, to: cursor, options: words.map(([word, meaning]) => ({ text: word, meaning })) };
}

function rateOf(text: string): number | null {
  return /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text.trim()) : null;
}
