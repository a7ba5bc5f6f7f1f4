import { type ArmScreen, armLines } from "../faults/arm-lines.ts";
import { faultLines } from "../faults/fault-lines.ts";
import type { RegionProps } from "./region.ts";
import { Rows } from "./rows.tsx";

/** The mock's faults, and what the selected one does. */
export function Faults({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={faultLines(snapshot, theme, { width, height })} width={width} height={height} theme={theme} />;
}

interface ArmFaultProps extends Omit<RegionProps, "snapshot"> {
  readonly screen: ArmScreen;
}

/** A fault that is being written: its kind first, then its fields. */
export function ArmFault({ screen, theme, width, height }: ArmFaultProps) {
  return <Rows lines={armLines(screen, theme, { width, height })} width={width} height={height} theme={theme} />;
}
