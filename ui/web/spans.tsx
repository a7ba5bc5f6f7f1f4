import type { Line } from "../frame/line.ts";

/** A line of the terminal as a line of the page: the same texts, with the tones as classes. */
export function Spans({ line }: { readonly line: Line }) {
  return line.map(({ text, tone }, index) =>
    text === "" ? null : (
      // biome-ignore lint/suspicious/noArrayIndexKey: spans of a line have no other name than their place
      <span key={index} className={tone === undefined ? undefined : `tone-${tone}`}>
        {text}
      </span>
    ),
  );
}
