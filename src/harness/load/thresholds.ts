/** `--threshold p95=500ms`: a limit that a load must not cross. */
import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { formatDuration, parseDuration } from "../../base/time/duration.ts";

export const MEASURES = ["p50", "p95", "p99", "max", "errors", "rate", "lost", "doubled"] as const;
export type MeasureName = (typeof MEASURES)[number];

/** The unit of each measure: real ms, a share of 1, or a number of events. */
const UNIT = {
  p50: "time",
  p95: "time",
  p99: "time",
  max: "time",
  errors: "share",
  rate: "share",
  lost: "count",
  doubled: "count",
} as const satisfies Record<MeasureName, "time" | "share" | "count">;

const FORMS = { time: "a time such as 500ms", share: "a share such as 1%", count: "a number such as 0" } as const;

export interface Threshold {
  readonly measure: MeasureName;
  /** Real ms, a share of 1, or a number; the highest acceptable value, for `rate` the lowest. */
  readonly limit: number;
  /** Whether the user set it; otherwise it is a default. */
  readonly isAsked: boolean;
}

/** The default thresholds: work is done exactly once. */
const USUAL: readonly Threshold[] = [
  { measure: "lost", limit: 0, isAsked: false },
  { measure: "doubled", limit: 0, isAsked: false },
];

/**
 * Parses `NAME=LIMIT` texts and adds the defaults. Throws `usage`, which names the option.
 * @example thresholdsOf(["p95=500ms", "errors=1%"])
 */
export function thresholdsOf(texts: readonly string[], option = "--threshold"): readonly Threshold[] {
  const asked = texts.map((text) => thresholdOf(text, option));
  const twice = asked.find(({ measure }, at) => asked.findIndex((other) => other.measure === measure) !== at);
  if (twice !== undefined) throw usage(`${option} ${twice.measure} is given twice; give it once.`);
  const usual = USUAL.filter(({ measure }) => asked.every((one) => one.measure !== measure));
  return [...asked, ...usual].sort((one, other) => MEASURES.indexOf(one.measure) - MEASURES.indexOf(other.measure));
}

function thresholdOf(text: string, option: string): Threshold {
  const [name = "", written = ""] = text.split("=", 2).map((part) => part.trim());
  const measure = MEASURES.find((known) => known === name.toLowerCase());
  if (measure === undefined) {
    const meant = didYouMean(name, MEASURES);
    throw usage(
      `${option} ${text}: ${name || "nothing"} is not measured; ${meant === null ? `the measures are ${MEASURES.join(", ")}.` : `did you mean ${meant}?`}`,
    );
  }
  const limit = limitOf(measure, written);
  if (limit === null) throw usage(`${option} ${text}: the limit of ${measure} is ${FORMS[UNIT[measure]]}.`);
  return { measure, limit, isAsked: true };
}

function limitOf(measure: MeasureName, written: string): number | null {
  switch (UNIT[measure]) {
    case "time":
      return parseDuration(written);
    case "share": {
      const [, number, percent] = /^(\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})\s*(%?)$/.exec(written) ?? [];
      const share = number === undefined ? Number.NaN : Number(number) / (percent === "%" ? 100 : 1);
      return share >= 0 && share <= 1 ? share : null;
    }
    case "count":
      return /^\d{1,9}$/.test(written) ? Number(written) : null;
  }
}

/** Formatted for people: `500ms`, `1%`, `3`. */
export function limitText({ measure, limit }: Pick<Threshold, "measure" | "limit">): string {
  switch (UNIT[measure]) {
    case "time":
      return timeText(limit);
    case "share":
      return shareText(limit);
    case "count":
      return String(limit);
  }
}

/** Rounded to a tenth of a ms below 100 ms. */
export function timeText(ms: number): string {
  return ms < 100 ? `${Math.round(ms * 10) / 10}ms` : formatDuration(Math.round(ms));
}

export function shareText(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`;
}

function usage(sentence: string): SmartLeadMockError {
  return new SmartLeadMockError("usage", sentence);
}
