import stringWidth from "string-width";

/** Splits by visible characters, so that an emoji of several code points is never cut in two. */
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Wraps a line to at most `width` columns, between words, and within a word only if it is wider than a line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line: string | null = null;
  for (const word of text.split(" ").flatMap((one) => pieces(one, width))) {
    const longer: string = line === null ? word : `${line} ${word}`;
    if (line !== null && stringWidth(longer) > width) {
      // An indentation before a word that fills a whole line is dropped.
      if (/[^ ]/.test(line)) lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line ?? ""];
}

/** A word that is too wide, in pieces that fit. */
function pieces(word: string, width: number): readonly string[] {
  if (stringWidth(word) <= width) return [word];
  const parts: string[] = [];
  let part = "";
  let columns = 0;
  for (const { segment } of graphemes.segment(word)) {
    const wide = stringWidth(segment);
    if (part !== "" && columns + wide > width) {
      parts.push(part);
      part = "";
      columns = 0;
    }
    part += segment;
    columns += wide;
  }
  return [...parts, part];
}
