import { detailText } from "../detail/detail-lines.ts";
import { type DetailText, lastScroll, nextSection } from "../detail/detail-text.ts";
import { layoutOf, listHeight } from "../frame/layout.ts";
import { helpLines } from "../help/help-lines.ts";
import type { Command } from "../keys/key-bindings.ts";
import type { LiveStore } from "../store/live-store.ts";
import type { Screen } from "../store/snapshot.ts";
import type { Theme } from "../theme.ts";

type ReadingScreen = Extract<Screen, { kind: "detail" | "help" }>;

const THE_END = Number.MAX_SAFE_INTEGER;

/** Moving about in a long text: the details, the help. */
export class Reading {
  readonly #store: LiveStore;
  readonly #theme: Theme;

  constructor(store: LiveStore, theme: Theme) {
    this.#store = store;
    this.#theme = theme;
  }

  /** Rows of a page, one of which stays in sight. */
  pageOf(kind: "list" | "text"): number {
    const { size } = this.#store.snapshot();
    return Math.max(1, (kind === "list" ? listHeight(size) : layoutOf(size).main) - 1);
  }

  /** Scrolls as the command says; `false` when it is none that scrolls. */
  perform(command: Command): boolean {
    const { screen, size } = this.#store.snapshot();
    if (screen.kind !== "detail" && screen.kind !== "help") return false;
    const text = this.#textOf(screen);
    const last = lastScroll(text, layoutOf(size).main);
    const scroll = this.#scrollAfter(command, Math.min(screen.scroll, last), text);
    if (scroll === null) return false;
    // The end stays the end, also of a text that is still being loaded.
    const isToEnd = command === "last";
    this.#store.show({ ...screen, scroll: isToEnd ? THE_END : Math.max(0, Math.min(scroll, last)) });
    return true;
  }

  #scrollAfter(command: Command, scroll: number, text: DetailText): number | null {
    switch (command) {
      case "up":
        return scroll - 1;
      case "down":
        return scroll + 1;
      case "page-up":
        return scroll - this.pageOf("text");
      case "page-down":
        return scroll + this.pageOf("text");
      case "first":
        return 0;
      case "last":
        return THE_END;
      case "next-section":
        return nextSection(text, scroll);
      default:
        return null;
    }
  }

  #textOf(screen: ReadingScreen): DetailText {
    const { size, nowMs } = this.#store.snapshot();
    if (screen.kind === "help") return { lines: helpLines(screen, this.#theme), sections: [0] };
    return detailText(screen, { theme: this.#theme, nowMs, width: size.columns });
  }
}
