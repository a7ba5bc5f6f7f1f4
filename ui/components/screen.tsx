import { Box } from "ink";
import { layoutOf, SMALLEST } from "../frame/layout.ts";
import { span } from "../frame/line.ts";
import type { Snapshot } from "../store/console-snapshot.ts";
import type { Theme } from "../theme.ts";
import { Counters, Footer, Header, NoticeBar, Prompt, Tabs } from "./bars.tsx";
import { MainView } from "./main-view.tsx";
import { Rows } from "./rows.tsx";

interface ScreenProps {
  readonly snapshot: Snapshot;
  readonly theme: Theme;
}

/** The whole screen, a function of the snapshot alone. */
export function Screen({ snapshot, theme }: ScreenProps) {
  const { columns: width, rows } = snapshot.size;
  if (width < SMALLEST.columns || rows < SMALLEST.rows) {
    return <Rows lines={[[span("too small a terminal")]]} width={width} height={rows} theme={theme} />;
  }
  const layout = layoutOf(snapshot.size);
  const region = { snapshot, theme, width };
  return (
    <Box flexDirection="column" width={width} height={rows}>
      <Header {...region} height={layout.header} />
      <Counters {...region} height={layout.counters} />
      <Tabs {...region} height={layout.tabs} />
      <MainView {...region} height={layout.main} />
      <LastRows {...region} />
    </Box>
  );
}

/** A question replaces the rows of notice and keys. */
function LastRows({ snapshot, theme, width }: ScreenProps & { readonly width: number }) {
  const { notice, footer } = layoutOf(snapshot.size);
  const { prompt } = snapshot;
  if (prompt !== null) return <Prompt prompt={prompt} theme={theme} width={width} height={notice + footer} />;
  return (
    <>
      <NoticeBar snapshot={snapshot} theme={theme} width={width} height={notice} />
      <Footer snapshot={snapshot} theme={theme} width={width} height={footer} />
    </>
  );
}
