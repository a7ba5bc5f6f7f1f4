/** Simpler variants of a history, the largest reduction first: shrinking tries one after the other until none fails for the same cause. */
import { parseDuration } from "../../base/time/duration.ts";
import type { FaultRule } from "../../delivery/faults/fault.ts";
import { GAPS, type Gap, type History, type HistoryItem, isCrowd, lawful, plainEvent } from "./history.ts";

/** Every lawful history that is one step simpler. */
export function simpler(history: History): readonly History[] {
  const { items } = history;
  const replaced = (index: number, by: readonly HistoryItem[]) => [
    ...items.slice(0, index),
    ...by,
    ...items.slice(index + 1),
  ];
  const half = Math.floor(items.length / 2);
  const halves = items.length < 4 ? [] : [items.slice(half), items.slice(0, half)];
  const withoutCrowd = items.some(isCrowd) ? [items.filter((item) => !isCrowd(item))] : [];
  const shorter = [...withoutCrowd, ...halves, ...items.map((_, index) => replaced(index, []))];
  const each = (change: (item: HistoryItem) => readonly HistoryItem[]) =>
    items.flatMap((item, index) => change(item).map((one) => replaced(index, [one])));
  // Times come last: there are many of them, and shorter histories make them cheaper.
  const plainer = [...each(simplerItems), ...each(shorterTimes)];
  const otherTexts = history.seed === 1 ? [] : [{ ...history, seed: 1 }];
  const all = [...[...shorter, ...plainer].map((some) => ({ ...history, items: some })), ...otherTexts];
  const before = JSON.stringify(history);
  return all.map(lawful).filter((one) => one.items.length > 0 && JSON.stringify(one) !== before);
}

function simplerItems(item: HistoryItem): readonly HistoryItem[] {
  switch (item.kind) {
    case "event":
      return [
        ...item.faults.map((_, index) => ({ ...item, faults: item.faults.filter((_one, other) => other !== index) })),
        ...(item.ownEvent === undefined ? [] : [plainEvent(item.type, item.lead)]),
        ...(item.lead === null || item.lead === 0 ? [] : [{ ...item, lead: 0 }]),
        ...(Object.keys(item.set).length === 0 ? [] : [{ ...item, set: {} }]),
      ];
    case "crowd":
    case "stream":
      return item.count === 2
        ? [plainEvent(item.type, 0)]
        : fewer(item.count).map((count): HistoryItem => ({ ...item, count }));
    case "resend":
      return item.back > 1 ? [{ ...item, back: 1 }] : [];
    case "trouble":
    case "restart":
      return [];
  }
}

/** The same with a shorter gap, and with a milder fault or trouble. */
function shorterTimes(item: HistoryItem): readonly HistoryItem[] {
  const sooner = shorterGaps(item.gap).map((gap): HistoryItem => ({ ...item, gap }));
  if (item.kind === "trouble") return [...milder(item.rule).map((rule) => ({ ...item, rule })), ...sooner];
  if (item.kind !== "event") return sooner;
  const faults = item.faults.flatMap((fault, index) =>
    milder(fault).map((one) => ({ ...item, faults: item.faults.with(index, one) })),
  );
  return [...faults, ...sooner];
}

/** Shortest first; events at the same time stay at the same time. */
function shorterGaps(gap: Gap): readonly Gap[] {
  return GAPS.slice(1, Math.max(1, GAPS.indexOf(gap)));
}

/** Durations that faults are shortened to. */
const DURATIONS = ["2s", "30s", "90s", "3m", "10m", "30m", "2h"] as const;
/** Fields of a fault that are durations on the mock's clock. */
const LENGTHS = ["by", "spacing", "within", "until"] as const;

/** The same fault for a shorter time, fewer attempts or fewer copies; the mildest first. */
function milder(fault: FaultRule): readonly FaultRule[] {
  const shorter = LENGTHS.flatMap((field) =>
    shorterThan(fault[field]).map((duration): FaultRule => ({ ...fault, [field]: duration })),
  );
  const fewerTimes = Array.isArray(fault.attempt) ? [{ ...fault, attempt: 1 }] : [];
  const fewerCopies = typeof fault.copies === "number" && fault.copies > 1 ? [{ ...fault, copies: 1 }] : [];
  return [...fewerCopies, ...fewerTimes, ...shorter];
}

function shorterThan(length: unknown): readonly string[] {
  const ms = (one: string) => parseDuration(one) ?? 0;
  return typeof length === "string" ? DURATIONS.filter((one) => ms(one) < ms(length)) : [];
}

/** Smaller numbers, smallest first: halves find the bound fast, and the last step is one. */
function fewer(count: number): readonly number[] {
  const some = [Math.ceil(count / 2), Math.ceil((count * 7) / 8), count - Math.ceil(count / 32), count - 1];
  return [...new Set(some)].filter((one) => one >= 2 && one < count);
}
