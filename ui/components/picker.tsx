import { pickerLines } from "../picker/picker-lines.ts";
import type { PickerScreen } from "../store/console-snapshot.ts";
import type { RegionProps } from "./region.ts";
import { Rows } from "./rows.tsx";

interface PickerProps extends Omit<RegionProps, "snapshot"> {
  readonly screen: PickerScreen;
}

/** A list to pick from, narrowed by what is typed. */
export function Picker({ screen, theme, width, height }: PickerProps) {
  return <Rows lines={pickerLines(screen, theme, { width, height })} width={width} height={height} theme={theme} />;
}
