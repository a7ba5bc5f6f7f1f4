import { CATEGORIES } from "../../account/categories.ts";

export type Sentiment = "positive" | "neutral" | "negative";

/** Where the reference has no sentiment: Do Not Contact and Wrong Person as B4's sample has them, the others by their names. */
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

/** Of a category; `undefined` for a lead without one. */
export function sentimentOf(categoryId: number): Sentiment | undefined {
  return SENTIMENTS.get(categoryId);
}

export function isPositive(categoryId: number): boolean {
  return SENTIMENTS.get(categoryId) === "positive";
}
