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

type Sentiment = "positive" | "neutral" | "negative";

/** Sentiments that the reference lacks: Do Not Contact and Wrong Person follow B4's sample, the others their names. */
const ASSUMED: ReadonlyMap<string, Sentiment> = new Map([
  ["Not Interested", "negative"],
  ["Do Not Contact", "negative"],
  ["Out Of Office", "neutral"],
  ["Wrong Person", "neutral"],
  ["Uncategorizable by Ai", "neutral"],
  ["Sender Originated Bounce", "neutral"],
]);

const SENTIMENTS: ReadonlyMap<number, Sentiment | undefined> = new Map(
  CATEGORIES.map(({ id, name, sentimentType }) => [id, sentimentType ?? ASSUMED.get(name)]),
);

/** The sentiment of a category; `undefined` for a lead without one. */
export function sentimentOf(categoryId: number): Sentiment | undefined {
  return SENTIMENTS.get(categoryId);
}

export function isPositive(categoryId: number): boolean {
  return SENTIMENTS.get(categoryId) === "positive";
}
