import { listLines } from "../deliveries/list-lines.ts";
import { detailText } from "../detail/detail-lines.ts";
import { lastScroll } from "../detail/detail-text.ts";
import { armLines } from "../faults/arm-lines.ts";
import { faultLines } from "../faults/fault-lines.ts";
import { helpLines } from "../help/help-lines.ts";
import type { Snapshot } from "../store/snapshot.ts";
import type { Theme } from "../theme.ts";
import { pickerLines } from "../trigger/trigger-picker.ts";
import type { Line } from "./line.ts";

/** What is between header and footer, by the screen that is shown. */
export function mainLines(snapshot: Snapshot, theme: Theme, area: { width: number; height: number }): readonly Line[] {
  const { screen } = snapshot;
  switch (screen.kind) {
    case "list":
      return listLines(snapshot, theme, area);
    case "detail": {
      const text = detailText(screen, { theme, nowMs: snapshot.nowMs, width: area.width });
      const top = Math.min(screen.scroll, lastScroll(text, area.height));
      return text.lines.slice(top, top + area.height);
    }
    case "trigger":
      return pickerLines(screen, theme, area);
    case "faults":
      return faultLines(snapshot, theme, area);
    case "arm":
      return armLines(screen, theme, area);
    case "help": {
      const lines = helpLines(screen, theme);
      const top = Math.min(screen.scroll, Math.max(0, lines.length - area.height));
      return lines.slice(top, top + area.height);
    }
  }
}
