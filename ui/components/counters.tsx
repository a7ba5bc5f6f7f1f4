import { counterLines } from "../header/counter-lines.ts";
import type { RegionProps } from "./region.ts";
import { Rows } from "./rows.tsx";

/** What has happened in this run, in numbers. */
export function Counters({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={counterLines(snapshot, theme, width)} width={width} height={height} theme={theme} />;
}
