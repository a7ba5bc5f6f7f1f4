import { noticeLine } from "../notices/notice-line.ts";
import type { RegionProps } from "./region.ts";
import { Rows } from "./rows.tsx";

/** What an action led to, a lost connection, the query in force, or a hint. */
export function NoticeBar({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={[noticeLine(snapshot, theme)]} width={width} height={height} theme={theme} />;
}
