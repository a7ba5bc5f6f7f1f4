import { footerLine } from "../frame/footer-line.ts";
import { tabLine } from "../frame/tab-line.ts";
import { counterLines, headerLines } from "../header/header-lines.ts";
import { noticeLine } from "../notices/notice-line.ts";
import { type PromptView, promptLines } from "../prompt/prompt.ts";
import { type RegionProps, Rows } from "./rows.tsx";

/** Shows the addresses of the mock and its target, the state of the stream, and the current settings. */
export function Header({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={headerLines(snapshot, theme, width)} width={width} height={height} theme={theme} />;
}

/** Shows the counters of this run. */
export function Counters({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={counterLines(snapshot, theme, width)} width={width} height={height} theme={theme} />;
}

/** The six views and the digits that open them. */
export function Tabs({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={[tabLine(snapshot.screen, width)]} width={width} height={height} theme={theme} />;
}

/** Shows the result of an action, a lost connection, the current query, or a hint. */
export function NoticeBar({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={[noticeLine(snapshot, theme)]} width={width} height={height} theme={theme} />;
}

interface PromptProps extends Omit<RegionProps, "snapshot"> {
  readonly prompt: PromptView;
}

/** A question with a one-line answer. The store holds its text and cursor; keys reach it through the commands. */
export function Prompt({ prompt, theme, width, height }: PromptProps) {
  return <Rows lines={promptLines(prompt, width)} width={width} height={height} theme={theme} />;
}

/** The keys of this screen, and the position in it. */
export function Footer({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={[footerLine(snapshot, theme, width)]} width={width} height={height} theme={theme} />;
}
