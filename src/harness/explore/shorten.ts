/** What is a little simpler than a history, simplest first: the last pass after fast-check's own shrinking. */
import { type History, type HistoryItem, lawful } from "./history.ts";

/** Every history that is one step simpler, and lawful. */
export function simpler(history: History): readonly History[] {
  const { items } = history;
  const replaced = (index: number, by: readonly HistoryItem[]) => [
    ...items.slice(0, index),
    ...by,
    ...items.slice(index + 1),
  ];
  const shorter = items.map((_, index) => replaced(index, []));
  const plainer = items.flatMap((item, index) => simplerItems(item).map((one) => replaced(index, [one])));
  const otherTexts = history.seed === 1 ? [] : [{ ...history, seed: 1 }];
  const all = [...[...shorter, ...plainer].map((some) => ({ ...history, items: some })), ...otherTexts];
  const before = JSON.stringify(history);
  return all.map(lawful).filter((one) => one.items.length > 0 && JSON.stringify(one) !== before);
}

function simplerItems(item: HistoryItem): readonly HistoryItem[] {
  const sooner: readonly HistoryItem[] = item.gap === "2s" || item.gap === "0s" ? [] : [{ ...item, gap: "2s" }];
  switch (item.kind) {
    case "event":
      return [
        ...item.faults.map((_, index) => ({ ...item, faults: item.faults.filter((_one, other) => other !== index) })),
        ...(Object.keys(item.set).length === 0 ? [] : [{ ...item, set: {} }]),
        ...sooner,
      ];
    case "crowd":
      return [
        ...(item.count > 2
          ? [
              { ...item, count: Math.ceil(item.count / 2) },
              { ...item, count: item.count - 1 },
            ]
          : []),
        ...sooner,
      ];
    case "resend":
      return [...(item.back > 1 ? [{ ...item, back: 1 }] : []), ...sooner];
    case "trouble":
    case "restart":
      return sooner;
  }
}
