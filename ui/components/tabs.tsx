import { tabLine } from "../frame/tab-line.ts";
import type { RegionProps } from "./region.ts";
import { Rows } from "./rows.tsx";

/** The six views and the digits that open them. */
export function Tabs({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={[tabLine(snapshot.screen, width)]} width={width} height={height} theme={theme} />;
}
