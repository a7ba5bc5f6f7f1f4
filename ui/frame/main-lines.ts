import { listLines } from "../deliveries/list-lines.ts";
import { armLines } from "../faults/arm-lines.ts";
import { faultLines } from "../faults/fault-lines.ts";
import { numbersLines } from "../numbers/numbers-lines.ts";
import { documentOf } from "../pager/document-of.ts";
import { pagerLines } from "../pager/pager-lines.ts";
import { pickerLines } from "../picker/picker-lines.ts";
import type { Snapshot } from "../store/snapshot.ts";
import type { Theme } from "../theme.ts";
import type { Line } from "./line.ts";

/** What is between header and footer, by the screen that is shown. */
export function mainLines(snapshot: Snapshot, theme: Theme, area: { width: number; height: number }): readonly Line[] {
  const { screen } = snapshot;
  switch (screen.kind) {
    case "list":
      return listLines(snapshot, theme, area);
    case "detail":
    case "diff":
    case "world":
    case "thread":
    case "log":
    case "scenario":
    case "help": {
      const document = documentOf(screen, snapshot, theme);
      return pagerLines(document, { pager: screen, theme, nowMs: snapshot.nowMs, height: area.height });
    }
    case "picker":
      return pickerLines(screen, theme, area);
    case "numbers":
      return numbersLines(snapshot, theme, area.width);
    case "faults":
      return faultLines(snapshot, theme, area);
    case "arm":
      return armLines(screen, theme, area);
  }
}
