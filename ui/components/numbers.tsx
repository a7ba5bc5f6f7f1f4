import { numbersLines } from "../numbers/numbers-lines.ts";
import type { RegionProps } from "./region.ts";
import { Rows } from "./rows.tsx";

/** Throughput, outcomes, answer times and retries. */
export function Numbers({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={numbersLines(snapshot, theme, width)} width={width} height={height} theme={theme} />;
}
