import type { FaultRule } from "../../delivery/faults/fault.ts";
import type { ReportItem } from "../../reports/report.ts";
import type { DurationText } from "../scenarios/value-schemas.ts";
import type { LibraryReceiverOptions } from "../verify/library-receiver.ts";
import type { Measures } from "./load-items.ts";
import type { MeasureName } from "./thresholds.ts";

export interface LoadLibraryOptions extends LibraryReceiverOptions {
  /** Events a second of real time. */
  readonly rate: number;
  /** Real time during which events arrive, such as `10s`. */
  readonly for: DurationText;
  /** What must not be crossed: `{ p95: "500ms", errors: "1%", lost: 0 }`. `lost: 0` and `doubled: 0` hold by default. */
  readonly thresholds?: Readonly<Partial<Record<MeasureName, string | number>>>;
  /** What goes wrong on the way. */
  readonly faults?: readonly FaultRule[];
  /** Rates of faults, as `--chaos` takes them. */
  readonly chaos?: string;
}

/** What a load came to. */
export interface LoadedReceiver {
  /** `fail` where a threshold is crossed; `inconclusive` where one was not measured; else `ok`. */
  readonly grade: ReportItem["grade"];
  /** One for each threshold, as reports show them. */
  readonly items: readonly ReportItem[];
  /** All that is known, as a test's failure shows it. */
  readonly text: string;
  /** Every measure by its name: times in real ms, shares of 1, `null` = not measured. */
  readonly measures: Measures;
}

/**
 * Sends events at a rate, in real time, whatever the receiver answers, and says how fast it answered and which work was lost or done
 * twice. Throws `usage` for a wrong option and for a path that the receiver does not know, `unreachable` for a command that does not listen.
 * @example
 * const loaded = await load({ target: "http://localhost:3000/hook", rate: 50, for: "10s", thresholds: { p95: "500ms" } });
 * assert.equal(loaded.grade, "ok", loaded.text);
 */
export async function load(options: LoadLibraryOptions): Promise<LoadedReceiver> {
  const { loadFor } = await import("./load-for-tests.ts");
  return loadFor(options);
}
