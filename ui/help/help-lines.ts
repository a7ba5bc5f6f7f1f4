import { DUPLICATE_VERDICTS } from "../../src/delivery/delivery.ts";
import { FAULT_MARK, SMARTLEAD_MARK } from "../deliveries/delivery-row.ts";
import { VERDICT_MEANINGS } from "../deliveries/delivery-verdicts.ts";
import { MARK } from "../deliveries/list-lines.ts";
import { type Line, span } from "../frame/line.ts";
import { COMMANDS, type Command, KEY_BINDINGS, screensOf } from "../keys/key-bindings.ts";
import { Document, type Section } from "../pager/document.ts";
import { linesPart } from "../pager/lines-part.ts";
import type { HelpScreen, Screen } from "../store/console-snapshot.ts";
import { type GlyphName, STATE_TONES, type Theme, VERDICT_TONES } from "../theme.ts";

const VERDICT_WIDTH = Math.max(...DUPLICATE_VERDICTS.map((verdict) => verdict.length)) + 2;
const KEY_WIDTH = Math.max(...COMMANDS.map((command) => KEY_BINDINGS[command].shown.length)) + 2;

/** Maximum screens that a title lists individually. */
const LONGEST_TITLE = 3;

/** The names of screens with their own keys. */
const SCREEN_TITLES: Partial<Readonly<Record<Screen["kind"], string>>> = {
  list: "In the list of deliveries",
  detail: "In the details",
  diff: "Comparisons",
  world: "Account",
  thread: "Conversations",
  log: "Log",
  scenario: "Runs",
  help: "Help",
  faults: "In the list of faults",
};

/** Explains the signs and words of the list, then every key, starting with those of the screen that the user comes from. */
export function helpDocument({ from, folds }: HelpScreen, { glyphs }: Theme): Document {
  const groups = keyGroups().toSorted(
    (one, other) => Number(other.screens.includes(from.kind)) - Number(one.screens.includes(from.kind)),
  );
  const sections = groups.map(({ title, commands }) => sectionOf(title, commands.map(keyLine)));
  const legend = [sectionOf("Signs", signLines(glyphs)), sectionOf("Verdicts on duplicates", verdictLines())];
  return new Document([...legend, ...sections], folds);
}

function verdictLines(): readonly Line[] {
  return DUPLICATE_VERDICTS.toReversed().map((verdict) => [
    span(`  ${verdict.padEnd(VERDICT_WIDTH)}`, VERDICT_TONES[verdict]),
    span(VERDICT_MEANINGS[verdict]),
  ]);
}

function sectionOf(title: string, lines: readonly Line[]): Section {
  return { key: title, title: linesPart([[span(title, "strong")]]), parts: [linesPart(lines)] };
}

/** The meaning of the signs in the list, one per line. */
export function signLines(glyphs: Theme["glyphs"]): readonly Line[] {
  const sign = (glyph: GlyphName, meaning: string, tone: (typeof STATE_TONES)[keyof typeof STATE_TONES]): Line => [
    span(`  ${glyphs[glyph].padEnd(KEY_WIDTH)}`, tone),
    span(meaning),
  ];
  return [
    sign("good", "delivered: the receiver answered 2xx", STATE_TONES.delivered),
    sign("bad", "failed: rejected with 4xx, or no try is left", STATE_TONES.failed),
    sign("waiting", "waiting for its next try, on the mock's clock", STATE_TONES.waiting),
    sign("moving", "in flight", STATE_TONES.in_flight),
    sign("queued", "queued; in the row of tries, one that is left", STATE_TONES.queued),
    [
      span(`  ${FAULT_MARK.padEnd(KEY_WIDTH)}`, "warn"),
      span("a fault affected the newest try; the details show which"),
    ],
    [span(`  ${SMARTLEAD_MARK.padEnd(KEY_WIDTH)}`, "warn"), span("it came from the real SmartLead, through the proxy")],
    sign("none", "reached no webhook; with a number, that many were shadowed", STATE_TONES.withheld),
    [span(`  ${MARK.padEnd(KEY_WIDTH)}`, "warn"), span("you marked it")],
    [span(`  ${"copy".padEnd(KEY_WIDTH)}`), span("a fault sent the same request once more")],
    [span(`  ${"resent".padEnd(KEY_WIDTH)}`), span("you or an API call sent it again")],
  ];
}

interface KeyGroup {
  readonly title: string;
  /** Empty = all. */
  readonly screens: readonly Screen["kind"][];
  readonly commands: readonly Command[];
}

/** The commands, grouped by the screens on which they apply; those that apply everywhere come last. */
export function keyGroups(): readonly KeyGroup[] {
  const groups = new Map<string, Command[]>();
  for (const command of COMMANDS) {
    const key = screensOf(command)?.join(" ") ?? "";
    groups.set(key, [...(groups.get(key) ?? []), command]);
  }
  const everywhere: KeyGroup = { title: "Everywhere", screens: [], commands: groups.get("") ?? [] };
  groups.delete("");
  const special = [...groups.values()].map((commands): KeyGroup => {
    const screens = screensOf(commands[0] ?? "help") ?? [];
    if (screens.length > LONGEST_TITLE) return { title: "In text views", screens, commands };
    const names = screens.map((screen, index) => (index === 0 ? titleOf(screen) : titleOf(screen).toLowerCase()));
    return { title: names.join(", "), screens, commands };
  });
  return [...special, everywhere];
}

function titleOf(screen: Screen["kind"]): string {
  return SCREEN_TITLES[screen] ?? screen;
}

function keyLine(command: Command): Line {
  const { shown, meaning } = KEY_BINDINGS[command];
  return [span(`  ${shown.padEnd(KEY_WIDTH)}`, "strong"), span(meaning)];
}
