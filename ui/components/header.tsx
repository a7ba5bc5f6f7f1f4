import { headerLines } from "../header/header-lines.ts";
import type { RegionProps } from "./region.ts";
import { Rows } from "./rows.tsx";

/** Where the mock is and where it sends, whether the stream is open, and the rules in force. */
export function Header({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={headerLines(snapshot, theme, width)} width={width} height={height} theme={theme} />;
}
