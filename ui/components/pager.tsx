import { type Line, span } from "../frame/line.ts";
import { documentOf } from "../pager/document-of.ts";
import { pagerLines } from "../pager/pager-lines.ts";
import type { PagerScreen } from "../store/console-snapshot.ts";
import type { RegionProps } from "./region.ts";
import { Rows } from "./rows.tsx";

interface PagerProps extends RegionProps {
  readonly screen: PagerScreen;
  /** It is only looked at: no cursor is in it. */
  readonly isPassive?: boolean;
  /** It is about something else than what is selected. */
  readonly isStale?: boolean;
}

/** The part of a long text that is in sight: a delivery, a comparison, a conversation, the log, the help. */
export function Pager({ snapshot, screen, theme, width, height, isPassive = false, isStale = false }: PagerProps) {
  const document = documentOf(screen, snapshot, theme);
  const lines = pagerLines(document, { pager: screen, theme, nowMs: snapshot.nowMs, height, isPassive });
  return <Rows lines={isStale ? lines.map(dimmed) : lines} width={width} height={height} theme={theme} />;
}

function dimmed(line: Line): Line {
  return line.map(({ text }) => span(text, "muted"));
}
