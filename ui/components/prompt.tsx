import type { PromptView } from "../prompt/prompt.ts";
import { promptLines } from "../prompt/prompt-lines.ts";
import type { RegionProps } from "./region.ts";
import { Rows } from "./rows.tsx";

interface PromptProps extends Omit<RegionProps, "snapshot"> {
  readonly prompt: PromptView;
}

/** A question that is answered with one line. Its text and cursor are the store's; keys reach it through the commands. */
export function Prompt({ prompt, theme, width, height }: PromptProps) {
  return <Rows lines={promptLines(prompt, width)} width={width} height={height} theme={theme} />;
}
