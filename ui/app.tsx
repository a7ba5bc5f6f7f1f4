import { Box, useInput } from "ink";
import { useSyncExternalStore } from "react";
import { Block } from "./frame/block.tsx";
import { footerLine } from "./frame/footer-line.ts";
import { layoutOf, SMALLEST } from "./frame/layout.ts";
import { span } from "./frame/line.ts";
import { mainLines } from "./frame/main-lines.ts";
import { counterLines } from "./header/counter-lines.ts";
import { headerLines } from "./header/header-lines.ts";
import { keysOf } from "./keys/key-names.ts";
import { noticeLine } from "./notices/notice-line.ts";
import { promptLines } from "./prompt/prompt-lines.ts";
import type { LiveStore } from "./store/live-store.ts";
import type { Theme } from "./theme.ts";

interface AppProps {
  readonly store: LiveStore;
  readonly theme: Theme;
  onKey(key: string): void;
}

/** The whole screen. It holds no state: what is shown is a function of the store's snapshot. */
export function App({ store, theme, onKey }: AppProps) {
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot);
  useInput((input, key) => {
    for (const name of keysOf(input, key)) onKey(name);
  });
  const { columns: width, rows } = snapshot.size;
  if (width < SMALLEST.columns || rows < SMALLEST.rows) {
    return <Block lines={[[span("too small a terminal")]]} height={rows} width={width} theme={theme} />;
  }
  const layout = layoutOf(snapshot.size);
  const block = { width, theme };
  const { prompt } = snapshot;
  const [notice, footer] =
    prompt === null ? [noticeLine(snapshot, theme), footerLine(snapshot, theme, width)] : promptLines(prompt, width);
  return (
    <Box flexDirection="column" height={rows} width={width}>
      <Block {...block} height={layout.header} lines={headerLines(snapshot, theme, width)} />
      <Block {...block} height={layout.counters} lines={counterLines(snapshot, theme, width)} />
      <Block {...block} height={layout.main} lines={mainLines(snapshot, theme, { width, height: layout.main })} />
      <Block {...block} height={layout.notice} lines={[notice]} />
      <Block {...block} height={layout.footer} lines={[footer]} />
    </Box>
  );
}
