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

/** Moving about in a long text, folding it and searching in it. */
export class PagerCommands {
  readonly #parts: ReadingParts;

  constructor(parts: ReadingParts) {
    this.#parts = parts;
  }

  /** Rows of a page, one of which stays in sight. */
  pageOf(kind: "list" | "text"): number {
    const { size } = this.#parts.store.snapshot();
    return Math.max(1, (kind === "list" ? listHeight(size) : layoutOf(size).main) - 1);
  }

  /** Does what the command says; `false` when it is not one for a long text. */
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

  /** What the row under the cursor leads to; `null` where it leads nowhere. */
  target(): string | null {
    const { screen } = this.#parts.store.snapshot();
    if (!isPagerScreen(screen)) return null;
    const document = this.#documentOf(screen);
    return document.targetAt(Math.min(screen.cursor, document.length - 1));
  }

  /** The first place is gone to while one writes; giving up goes back to where one was. */
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
