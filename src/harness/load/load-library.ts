import type { FaultRule } from "../../delivery/faults/fault.ts";
import type { ReportItem } from "../../reports/report.ts";
import type { DurationText } from "../scenarios/value-schemas.ts";
import type { LibraryReceiverOptions } from "../verify/library-receiver.ts";
import type { Measures } from "./load-items.ts";
import type { MeasureName } from "./thresholds.ts";

export interface LoadLibraryOptions extends LibraryReceiverOptions {
  /** Events per second of real time. */
  readonly rate: number;
  /** Real time during which events arrive, such as `10s`. */
  readonly for: DurationText;
  /** The limits: `{ p95: "500ms", errors: "1%", lost: 0 }`. `lost: 0` and `doubled: 0` apply by default. */
  readonly thresholds?: Readonly<Partial<Record<MeasureName, string | number>>>;
  /** Faults during the load. */
  readonly faults?: readonly FaultRule[];
  /** Rates of faults, in the format of `--chaos`. */
  readonly chaos?: string;
}

/** The result of a load. */
export interface LoadedReceiver {
  /** `fail` if a threshold is crossed; `inconclusive` if one was not measured; else `ok`. */
  readonly grade: ReportItem["grade"];
  /** One for each threshold, as reports show them. */
  readonly items: readonly ReportItem[];
  /** The full report, for the message of a failed test. */
  readonly text: string;
  /** Every measure by its name: times in real ms, shares between 0 and 1, `null` = not measured. */
  readonly measures: Measures;
}

/**
 * Sends events at a fixed rate, in real time, whatever the receiver answers, and reports response times and work that was lost or done
 * twice. Throws `usage` for a wrong option and for a path that the receiver does not know, `unreachable` for a command that does not
 * listen.
 * @example
 * const loaded = await load({ target: "http://localhost:3000/hook", rate: 50, for: "10s", thresholds: { p95: "500ms" } });
 * assert.equal(loaded.grade, "ok", loaded.text);
 */
export async function load(options: LoadLibraryOptions): Promise<LoadedReceiver> {
  const { loadFor } = await import("./load-for-tests.ts");
  return loadFor(options);
}
