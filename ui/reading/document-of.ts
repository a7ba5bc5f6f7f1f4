import { detailDocument } from "../detail/detail-document.ts";
import { diffDocument } from "../diff/diff-document.ts";
import { layoutOf } from "../frame/layout.ts";
import { helpDocument } from "../help/help-lines.ts";
import type { ReadingScreen, Snapshot } from "../store/snapshot.ts";
import type { Theme } from "../theme.ts";
import type { Document } from "./document.ts";
import { READING_MARGIN } from "./reading-lines.ts";

interface Look {
  readonly theme: Theme;
  readonly width: number;
}

/** How long texts are laid out on this screen: to which width, and how many rows are in sight. */
export function readingArea({ size }: Pick<Snapshot, "size">): { readonly width: number; readonly height: number } {
  return { width: Math.max(1, size.columns - READING_MARGIN), height: layoutOf(size).main };
}

/** The long text of a screen. It is made anew only when something in it is another: moving about in a megabyte must cost nothing. */
export function documentOf(screen: ReadingScreen, look: Look): Document {
  const sources = [...sourcesOf(screen), screen.folds, look.theme, look.width];
  const known = made.get(screen.kind);
  if (known?.sources.every((source, index) => source === sources[index])) return known.document;
  const document = newDocument(screen, look);
  made.set(screen.kind, { sources, document });
  return document;
}

/** A screen after something in its text has changed, with the place where it was: in the same section, at the same row of it. */
export function keepingPlace<Kept extends ReadingScreen>(before: Kept, after: Kept, look: Look): Kept {
  const [old, fresh] = [documentOf(before, look), documentOf(after, look)];
  const moved = (row: number) => {
    const anchor = row < old.length ? old.anchorOf(row) : null;
    return anchor === null ? row : (fresh.rowOf(anchor) ?? row);
  };
  return { ...after, cursor: moved(before.cursor), top: moved(before.top) };
}

/** The latest document of each kind of screen. */
const made = new Map<ReadingScreen["kind"], { readonly sources: readonly unknown[]; readonly document: Document }>();

/** Everything of a screen that its text is made from. */
function sourcesOf(screen: ReadingScreen): readonly unknown[] {
  switch (screen.kind) {
    case "detail":
      return [screen.delivery, screen.event, screen.eventId, screen.isLoaded, screen.problem];
    case "diff":
      return [screen.comparison];
    case "help":
      return [screen.from];
  }
}

function newDocument(screen: ReadingScreen, look: Look): Document {
  switch (screen.kind) {
    case "detail":
      return detailDocument(screen, look);
    case "diff":
      return diffDocument(screen.comparison, { width: look.width, folds: screen.folds });
    case "help":
      return helpDocument(screen, look.theme);
  }
}
