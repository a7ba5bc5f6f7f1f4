import { useInput } from "ink";
import { useSyncExternalStore } from "react";
import { Screen } from "./components/screen.tsx";
import { keysOf } from "./keys/key-names.ts";
import type { LiveStore } from "./store/live-store.ts";
import type { Theme } from "./theme.ts";

interface AppProps {
  readonly store: LiveStore;
  readonly theme: Theme;
  /** The keys in one report of the terminal: several if the user types fast, or pastes. */
  onKeys(keys: readonly string[]): void;
}

/** The console. It holds no state: the screen is a function of the store's snapshot, and the commands interpret the keys. */
export function App({ store, theme, onKeys }: AppProps) {
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot);
  useInput((input, key) => onKeys(keysOf(input, key)));
  return <Screen snapshot={snapshot} theme={theme} />;
}
