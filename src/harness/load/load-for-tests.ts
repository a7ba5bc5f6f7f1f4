import { SmartLeadMockError } from "../../base/errors.ts";
import { parseDuration } from "../../base/time/duration.ts";
import { chaosRules } from "../../delivery/faults/chaos-rules.ts";
import { type LibraryReceiver, summaryOf, withLibraryReceiver } from "../verify/library-receiver.ts";
import { loadAt } from "./load-at.ts";
import { loadItems, measuresOf } from "./load-items.ts";
import type { LoadedReceiver, LoadLibraryOptions } from "./load-library.ts";
import { MAX_LOAD_EVENTS } from "./load-receiver.ts";
import { thresholdsOf } from "./thresholds.ts";

/** Implements the library's `load`. */
export async function loadFor(options: LoadLibraryOptions): Promise<LoadedReceiver> {
  const forMs = durationOf(options);
  const { rate, faults = [], chaos, thresholds: limits = {} } = options;
  const thresholds = thresholdsOf(
    Object.entries(limits).map(([name, limit]) => `${name}=${limit}`),
    "thresholds",
  );
  const rules = [...faults, ...(chaos === undefined ? [] : chaosRules(chaos))];
  return withLibraryReceiver(options, async ({ settings, front, signal }: LibraryReceiver) => {
    const loaded = await loadAt({
      settings,
      faults: rules,
      rate,
      forMs,
      probe: null,
      signal,
      enter: (mock) => front.enter(mock),
      onProgress: () => {},
    });
    const measures = measuresOf(loaded, rate);
    const words = { seed: settings.seed, run: settings.run, again: `load({ seed: ${settings.seed} })` };
    const items = loadItems(loaded, { thresholds, measures, words });
    return { ...summaryOf(items), items, measures };
  });
}

function durationOf({ rate, for: written }: LoadLibraryOptions): number {
  const ms = parseDuration(written);
  if (ms === null || ms <= 0) throw usage(`for ${JSON.stringify(written)} is not a duration; write it like "10s".`);
  if (!(rate > 0)) throw usage(`rate ${rate} is not a number of events per second; write it like 50.`);
  const count = Math.round((rate * ms) / 1_000);
  if (count <= MAX_LOAD_EVENTS) return ms;
  throw usage(`rate ${rate} for ${written} make ${count} events, but one process sends at most ${MAX_LOAD_EVENTS}.`);
}

function usage(sentence: string): SmartLeadMockError {
  return new SmartLeadMockError("usage", sentence);
}
