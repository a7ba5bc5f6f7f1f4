import { footerLine } from "../frame/footer-line.ts";
import type { RegionProps } from "./region.ts";
import { Rows } from "./rows.tsx";

/** The keys of this screen, and the place in it. */
export function Footer({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={[footerLine(snapshot, theme, width)]} width={width} height={height} theme={theme} />;
}
