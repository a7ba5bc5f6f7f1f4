import { layoutOf, listHeight } from "../frame/layout.ts";
import type { Command } from "../keys/key-bindings.ts";
import { documentOf, pagerArea } from "../pager/document-of.ts";
import { pagerAfter, searched } from "../pager/pager-moves.ts";
import type { LineHistory } from "../prompt/line-edit.ts";
import type { PromptController } from "../prompt/prompt-controller.ts";
import { isPagerScreen, type PagerScreen } from "../store/console-snapshot.ts";
import type { LiveStore } from "../store/live-store.ts";
import type { Theme } from "../theme.ts";

export interface ReadingParts {
  readonly store: LiveStore;
  readonly theme: Theme;
  readonly prompts: PromptController;
  readonly history: LineHistory;
}

/** Commands to move in a long text, fold it and search in it. */
export class PagerCommands {
  readonly #parts: ReadingParts;

  constructor(parts: ReadingParts) {
    this.#parts = parts;
  }

  /** Rows that a page key moves by; one row stays visible. */
  pageOf(kind: "list" | "text"): number {
    const { size } = this.#parts.store.snapshot();
    return Math.max(1, (kind === "list" ? listHeight(size) : layoutOf(size).main) - 1);
  }

  /** Runs a command of a long text; returns `false` if it is not one. */
  run(command: Command): boolean {
    const { store } = this.#parts;
    const { screen } = store.snapshot();
    if (!isPagerScreen(screen)) return false;
    if (command === "search") {
      this.#search(screen);
      return true;
    }
    const { height } = pagerArea(store.snapshot(), screen.kind);
    const after = pagerAfter(command, { pager: screen, document: this.#documentOf(screen), height });
    if (after === null) return false;
    store.show({ ...screen, ...after });
    return true;
  }

  /** The target of the row's link; `null` if it has none. */
  target(): string | null {
    const { screen } = this.#parts.store.snapshot();
    if (!isPagerScreen(screen)) return null;
    const document = this.#documentOf(screen);
    return document.targetAt(Math.min(screen.cursor, document.length - 1));
  }

  /** The cursor moves to the first match while the user types; cancelling moves it back. */
  #search(before: PagerScreen): void {
    const { store, prompts, history } = this.#parts;
    const go = (text: string) => {
      const { screen } = store.snapshot();
      if (!isPagerScreen(screen)) return;
      const unfolded = { ...screen, folds: NOTHING_FOLDED, cursor: before.cursor };
      const document = this.#documentOf(unfolded);
      const { height } = pagerArea(store.snapshot(), screen.kind);
      const found = searched({ pager: unfolded, document, height }, text.toLowerCase());
      store.show({ ...unfolded, ...found });
    };
    prompts.open({
      label: "search ",
      hint: "Any text, in any case; n and N go from place to place afterwards.",
      history,
      changed: go,
      entered: (text) => {
        go(text);
        this.#sayFound(text);
      },
      cancelled: () => store.show(before),
    });
  }

  #sayFound(text: string): void {
    const { store } = this.#parts;
    const { screen } = store.snapshot();
    if (!isPagerScreen(screen) || text === "") return;
    const count = this.#documentOf(screen).rowsWith(screen.search).length;
    const rows = count === 1 ? "1 row has it" : `${count} rows have it`;
    store.say(
      count === 0 ? { kind: "warning", text: `Nothing here has "${text}".` } : { kind: "done", text: `${rows}.` },
    );
  }

  #documentOf(screen: PagerScreen) {
    const { store, theme } = this.#parts;
    return documentOf(screen, store.snapshot(), theme);
  }
}

const NOTHING_FOLDED: PagerScreen["folds"] = new Set();
