/** Where the rules of checks are written down for everybody: sections of the manual, by the numbers that `source` texts name. */

/** Where the manual of the published package can be read. */
export const DOCUMENTATION_URL = "https://unpkg.com/smartlead-mock/docs/smartlead-facts.md";

/** Anchors of the page's headings. */
const SECTIONS: ReadonlyMap<string, string> = new Map([
  ["1", "how-smartlead-delivers"],
  ["2", "what-smartlead-sends"],
  ["5", "what-goes-wrong-in-real-receivers"],
]);

/** A URL for a source such as `smartlead.md §1 Timeout: 30 s (A1)`; `null` where it names no section that is documented. */
export function sourceLink(source: string): string | null {
  const number = /§(\d+)/.exec(source)?.[1];
  const anchor = number === undefined ? undefined : SECTIONS.get(number);
  return anchor === undefined ? null : `${DOCUMENTATION_URL}#${anchor}`;
}
