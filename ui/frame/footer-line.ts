import type { Command } from "../keys/key-bindings.ts";
import { KEY_BINDINGS } from "../keys/key-bindings.ts";
import type { Screen, Snapshot } from "../store/snapshot.ts";
import { listHeight } from "./layout.ts";
import { justify, type Line, lineWidth, span } from "./line.ts";
import { fitSegments } from "./segments.ts";

/** The keys of each screen, the most useful first: the last ones go where there is no room. */
const KEYS: Readonly<Record<Screen["kind"], readonly Command[]>> = {
  list: ["trigger", "open", "query", "resend", "faults", "help", "quit", "next-due", "traffic"],
  detail: ["back", "fold", "search", "next-section", "resend", "resend-new", "help"],
  trigger: ["open", "back"],
  faults: ["arm", "disarm", "disarm-all", "back", "help", "quit"],
  arm: ["open", "back"],
  help: ["back", "search", "next-section", "quit"],
};

/** In the picker letters are text, and the keys mean less. */
const PICKER_LABELS: Partial<Record<Command, string>> = { open: "make it happen", back: "cancel" };
const ARM_LABELS: Partial<Record<Command, string>> = { open: "go on", back: "cancel" };

/** The keys, and where in the list one is. */
export function footerLine(snapshot: Snapshot, width: number): Line {
  const place = placeLine(snapshot);
  const commands = KEYS[snapshot.screen.kind];
  const keys = commands.map((command, index) => ({
    weight: commands.length - index,
    line: [span(KEY_BINDINGS[command].shown, "strong"), span(` ${labelOf(command, snapshot)}`, "muted")],
  }));
  return justify(fitSegments(keys, width - lineWidth(place) - 1), place, width);
}

function labelOf(command: Command, { screen, state }: Snapshot): string {
  if (screen.kind === "trigger") return PICKER_LABELS[command] ?? KEY_BINDINGS[command].label;
  if (screen.kind === "arm") return ARM_LABELS[command] ?? KEY_BINDINGS[command].label;
  if (command === "traffic" && state?.rate === 0) return "traffic";
  return KEY_BINDINGS[command].label;
}

function placeLine(snapshot: Snapshot): Line {
  const { screen, cursor, list, size } = snapshot;
  if (screen.kind !== "list" || list.length === 0) return [];
  if (cursor.isFollowing) return [span("following", "muted")];
  const below = Math.max(0, list.length - cursor.top - listHeight(size));
  return [span(below === 0 ? "not following" : `${below} below, G follows`, "warn")];
}
