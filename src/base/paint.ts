/** Colours by meaning, from the sixteen that every terminal and background can show. */
export type Tone = "good" | "bad" | "warn" | "quiet" | "strong" | "plain";

/** Gives a text the colour of its meaning; without colours the text is unchanged. */
export type Paint = (tone: Tone, text: string) => string;

const CODES: Readonly<Record<Exclude<Tone, "plain">, readonly [number, number]>> = {
  good: [32, 39],
  bad: [31, 39],
  warn: [33, 39],
  quiet: [2, 22],
  strong: [1, 22],
};

export const noPaint: Paint = (_tone, text) => text;

export const colourPaint: Paint = (tone, text) => {
  if (tone === "plain" || text.trim() === "") return text;
  const [on, off] = CODES[tone];
  return `\u001b[${on}m${text}\u001b[${off}m`;
};
