import { detailDocument } from "../detail/detail-document.ts";
import { diffDocument } from "../diff/diff-document.ts";
import { layoutOf } from "../frame/layout.ts";
import { splitOf } from "../frame/split-layout.ts";
import { helpDocument } from "../help/help-lines.ts";
import { logDocument } from "../log/log-store.ts";
import { scenarioDocument } from "../scenario/scenario-document.ts";
import type { PagerScreen, Screen, Snapshot } from "../store/console-snapshot.ts";
import type { Theme } from "../theme.ts";
import { threadDocument } from "../world/thread-document.ts";
import { worldDocument } from "../world/world-document.ts";
import type { Document } from "./document.ts";
import { PAGER_MARGIN } from "./pager-lines.ts";

/** The sources of a long text, in addition to its screen. */
export type PagerSources = Pick<Snapshot, "size" | "log" | "checks" | "scenarios" | "world">;

/** The layout of long texts on this screen: their width, and the number of visible rows. */
export function pagerArea(
  { size }: Pick<Snapshot, "size">,
  screen: Screen["kind"],
): { readonly width: number; readonly height: number } {
  const columns = splitOf(size, screen)?.details ?? size.columns;
  return { width: Math.max(1, columns - PAGER_MARGIN), height: layoutOf(size).main };
}

/** The long text of a screen. It is rebuilt only if one of its sources changes: moving in a text of a megabyte must cost nothing. */
export function documentOf(screen: PagerScreen, sources: PagerSources, theme: Theme): Document {
  const { width } = pagerArea(sources, screen.kind);
  const parts = [...partsOf(screen, sources), screen.folds, theme, width];
  const known = made.get(screen.kind);
  if (known?.parts.length === parts.length && known.parts.every((part, index) => part === parts[index]))
    return known.document;
  const document = newDocument(screen, sources, { theme, width });
  made.set(screen.kind, { parts, document });
  return document;
}

/** A screen after its text has changed, with the reader's place kept: the same section, at the same row of it. */
export function keepingPlace<Kept extends PagerScreen>(
  before: Kept,
  after: Kept,
  look: { sources: PagerSources; theme: Theme },
): Kept {
  const [old, fresh] = [before, after].map((screen) => documentOf(screen, look.sources, look.theme));
  const moved = (row: number) => {
    const anchor = old !== undefined && row < old.length ? old.anchorOf(row) : null;
    return anchor === null ? row : (fresh?.rowOf(anchor) ?? row);
  };
  return { ...after, cursor: moved(before.cursor), top: moved(before.top) };
}

/** The latest document of each kind of screen. */
const made = new Map<PagerScreen["kind"], { readonly parts: readonly unknown[]; readonly document: Document }>();

/** All sources of a screen's text. */
function partsOf(screen: PagerScreen, { log, checks, scenarios, world }: PagerSources): readonly unknown[] {
  switch (screen.kind) {
    case "detail":
      return [screen.delivery, screen.event, screen.eventId, screen.isLoaded, screen.problem];
    case "diff":
      return [screen.comparison];
    case "thread":
      return [screen.thread];
    case "world":
      return [world];
    case "log":
      return [log];
    case "scenario":
      return [checks, scenarios];
    case "help":
      return [screen.from];
  }
}

function newDocument(screen: PagerScreen, sources: PagerSources, look: { theme: Theme; width: number }): Document {
  const { folds } = screen;
  switch (screen.kind) {
    case "detail":
      return detailDocument(screen, look);
    case "diff":
      return diffDocument(screen.comparison, { width: look.width, folds });
    case "thread":
      return threadDocument(screen.thread, { width: look.width, folds });
    case "world":
      return worldDocument(sources.world, { ...look, folds });
    case "log":
      return logDocument(sources.log, { width: look.width, folds });
    case "scenario":
      return scenarioDocument(sources, { ...look, folds });
    case "help":
      return helpDocument(screen, look.theme);
  }
}
