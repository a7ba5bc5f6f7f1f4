import { useInput } from "ink";
import { useLayoutEffect, useSyncExternalStore } from "react";
import { frameRows } from "./frame/frame-rows.ts";
import { keysOf } from "./keys/key-names.ts";
import type { LiveStore } from "./store/live-store.ts";
import type { FramePainter } from "./terminal/frame-painter.ts";
import type { Theme } from "./theme.ts";

interface AppProps {
  readonly store: LiveStore;
  readonly theme: Theme;
  readonly painter: FramePainter;
  onKey(key: string): void;
}

/**
 * The whole screen. It holds no state: what is shown is a function of the store's snapshot. The rows go past Ink's own output, which takes
 * every text apart into characters and puts them together again: at 5,000 deliveries a second that was a quarter of all the work.
 */
export function App({ store, theme, painter, onKey }: AppProps) {
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot);
  useInput((input, key) => {
    for (const name of keysOf(input, key)) onKey(name);
  });
  useLayoutEffect(() => painter.paint(frameRows(snapshot, theme)), [snapshot, theme, painter]);
  return null;
}
