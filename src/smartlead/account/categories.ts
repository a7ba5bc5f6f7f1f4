import type { Category } from "../events/event.ts";

/**
 * The nine categories that every real account has, with their real ids. The sentiment is given where a live source shows
 * it and `null` elsewhere (smartlead.md §4 "Lead categories"; C3, E8, E12).
 */
export const CATEGORIES = [
  { id: 1, name: "Interested", sentimentType: "positive" },
  { id: 2, name: "Meeting Request", sentimentType: "positive" },
  { id: 3, name: "Not Interested", sentimentType: null },
  { id: 4, name: "Do Not Contact", sentimentType: null },
  { id: 5, name: "Information Request", sentimentType: "positive" },
  { id: 6, name: "Out Of Office", sentimentType: null },
  { id: 7, name: "Wrong Person", sentimentType: null },
  { id: 8, name: "Uncategorizable by Ai", sentimentType: null },
  { id: 9, name: "Sender Originated Bounce", sentimentType: null },
] as const satisfies readonly Category[];

export type CategoryName = (typeof CATEGORIES)[number]["name"];

export function categoryNamed(name: CategoryName): Category {
  return CATEGORIES.find((category) => category.name === name) ?? CATEGORIES[7];
}
