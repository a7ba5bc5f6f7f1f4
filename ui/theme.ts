import { ownValue } from "../src/base/own-value.ts";
import type { AttemptOutcome, DeliveryStateName, DuplicateVerdict } from "../src/delivery/delivery.ts";
import type { Line, Tone } from "./frame/line.ts";

/** Colours and glyphs by meaning. Only the 16 colours of the terminal's own scheme, never black or white: readable on dark and light backgrounds. */
export interface Theme {
  /** The row with the terminal's control sequences. */
  paint(line: Line): string;
  readonly glyphs: Glyphs;
  /** Columns of a plot, from the lowest to the full one. */
  readonly sparks: readonly string[];
}

export type Glyphs = Readonly<Record<GlyphName, string>>;
export type GlyphName =
  | "good"
  | "bad"
  | "waiting"
  | "moving"
  | "queued"
  | "none"
  | "cursor"
  | "live"
  | "lost"
  | "arrow"
  | "dot"
  | "bar";

const UNICODE: Glyphs = {
  good: "✓",
  bad: "✗",
  waiting: "↻",
  moving: "→",
  queued: "·",
  none: "∅",
  cursor: "›",
  live: "●",
  lost: "○",
  arrow: "→",
  dot: "·",
  bar: "▇",
};

/** For the Linux console, whose font lacks most of the glyphs above. */
const ASCII: Glyphs = {
  good: "+",
  bad: "x",
  waiting: "~",
  moving: ">",
  queued: ".",
  none: "0",
  cursor: ">",
  live: "*",
  lost: "o",
  arrow: "->",
  dot: "-",
  bar: "#",
};

const UNICODE_SPARKS = [..."▁▂▃▄▅▆▇█"];
const ASCII_SPARKS = [...".:-=+*#@"];

/** Symbols in texts, each one column wide, and their replacements on the Linux console. */
const POOR_SIGNS: Readonly<Record<string, string>> = {
  "…": "~",
  "–": "-",
  "─": "-",
  "│": "|",
  "×": "x",
  "▏": "|",
  "↑": "^",
  "↓": "v",
};
const SIGNS = new RegExp(`[${Object.keys(POOR_SIGNS).join("")}]`, "g");

/** SGR codes that turn a tone on and off. */
const CODES: Readonly<Record<Tone, readonly [on: number, off: number]>> = {
  good: [32, 39],
  bad: [31, 39],
  warn: [33, 39],
  info: [36, 39],
  muted: [2, 22],
  strong: [1, 22],
  selected: [7, 27],
  match: [7, 27],
  key: [36, 39],
  string: [32, 39],
  number: [33, 39],
  literal: [35, 39],
  removed: [31, 39],
  added: [32, 39],
};
const WITHOUT_COLOUR: ReadonlySet<Tone> = new Set(["muted", "strong", "selected", "match"]);

/** The theme for an environment: NO_COLOR (any value but an empty one) leaves bold, dim and inverse; TERM=linux uses ASCII glyphs. */
export function themeFor(environment: Readonly<Record<string, string | undefined>>): Theme {
  const isColoured = (environment.NO_COLOR ?? "") === "";
  const isPoor = environment.TERM === "linux";
  const paint = (line: Line) => line.map(({ text, tone }) => painted(text, tone, isColoured)).join("");
  return {
    glyphs: isPoor ? ASCII : UNICODE,
    sparks: isPoor ? ASCII_SPARKS : UNICODE_SPARKS,
    paint: isPoor ? (line) => paint(line).replace(SIGNS, (sign) => ownValue(POOR_SIGNS, sign) ?? sign) : paint,
  };
}

function painted(text: string, tone: Tone | undefined, isColoured: boolean): string {
  if (tone === undefined || text === "" || (!isColoured && !WITHOUT_COLOUR.has(tone))) return text;
  const [on, off] = CODES[tone];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

export const OUTCOME_TONES: Readonly<Record<AttemptOutcome, Tone>> = {
  success: "good",
  rejected: "bad",
  server_error: "bad",
  redirect: "bad",
  timeout: "bad",
  network_error: "bad",
  interrupted: "warn",
  withheld: "warn",
};

export const OUTCOME_GLYPHS: Readonly<Record<AttemptOutcome, GlyphName>> = {
  success: "good",
  rejected: "bad",
  server_error: "bad",
  redirect: "bad",
  timeout: "bad",
  network_error: "bad",
  interrupted: "none",
  withheld: "none",
};

export const STATE_TONES: Readonly<Record<DeliveryStateName, Tone>> = {
  queued: "muted",
  in_flight: "info",
  waiting: "warn",
  delivered: "good",
  failed: "bad",
  withheld: "warn",
};

export const STATE_GLYPHS: Readonly<Record<DeliveryStateName, GlyphName>> = {
  queued: "queued",
  in_flight: "moving",
  waiting: "waiting",
  delivered: "good",
  failed: "bad",
  withheld: "none",
};

export const VERDICT_TONES: Readonly<Record<DuplicateVerdict, Tone>> = {
  swallowed: "bad",
  reprocessed: "bad",
  refused: "bad",
  unproven: "warn",
  "effect-once": "good",
  acknowledged: "good",
};
