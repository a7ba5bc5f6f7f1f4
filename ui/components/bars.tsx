import { footerLine } from "../frame/footer-line.ts";
import { tabLine } from "../frame/tab-line.ts";
import { counterLines, headerLines } from "../header/header-lines.ts";
import { noticeLine } from "../notices/notice-line.ts";
import { type PromptView, promptLines } from "../prompt/prompt.ts";
import { type RegionProps, Rows } from "./rows.tsx";

/** Where the mock is and where it sends, whether the stream is open, and the rules in force. */
export function Header({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={headerLines(snapshot, theme, width)} width={width} height={height} theme={theme} />;
}

/** What has happened in this run, in numbers. */
export function Counters({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={counterLines(snapshot, theme, width)} width={width} height={height} theme={theme} />;
}

/** The six views and the digits that open them. */
export function Tabs({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={[tabLine(snapshot.screen, width)]} width={width} height={height} theme={theme} />;
}

/** What an action led to, a lost connection, the query in force, or a hint. */
export function NoticeBar({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={[noticeLine(snapshot, theme)]} width={width} height={height} theme={theme} />;
}

interface PromptProps extends Omit<RegionProps, "snapshot"> {
  readonly prompt: PromptView;
}

/** A question that is answered with one line. Its text and cursor are the store's; keys reach it through the commands. */
export function Prompt({ prompt, theme, width, height }: PromptProps) {
  return <Rows lines={promptLines(prompt, width)} width={width} height={height} theme={theme} />;
}

/** The keys of this screen, and the place in it. */
export function Footer({ snapshot, theme, width, height }: RegionProps) {
  return <Rows lines={[footerLine(snapshot, theme, width)]} width={width} height={height} theme={theme} />;
}
