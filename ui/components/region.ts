import type { Snapshot } from "../store/console-snapshot.ts";
import type { Theme } from "../theme.ts";

/** What a region of the screen is drawn from: the store's snapshot, the theme, and the columns and rows that it has. */
export interface RegionProps {
  readonly snapshot: Snapshot;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
}
