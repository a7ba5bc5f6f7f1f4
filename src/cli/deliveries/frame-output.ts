import { afterReal, systemTime } from "../../base/time/system-clock.ts";
import type { Entry, Frame } from "../../journal/entry.ts";
import type { Journal } from "../../journal/journal.ts";
import { type Output, say } from "../io.ts";
import { jsonText } from "../output/stdout-json.ts";
import type { Paint } from "../output/terminal-paint.ts";
import { PlainLines } from "./plain-lines.ts";

/** Prints frames as they arrive: `plain` prints a line per attempt, `json` each frame unchanged. */
export type FrameOutput = (frames: readonly Frame[]) => void;

export function frameOutput(mode: "plain" | "json", output: Output, paint: Paint): FrameOutput {
  const lines = new PlainLines(paint);
  return (frames) => {
    const texts = mode === "json" ? frames.map(jsonText) : lines.take(frames);
    if (texts.length > 0) say(output, texts.join("\n"));
  };
}

/**
 * Passes journal entries on, one batch for each turn of the event loop, so that a burst is written in few pieces. Pending entries are
 * passed on when it is released.
 */
export function followJournal(journal: Journal, onFrames: FrameOutput): () => void {
  let batch: Entry[] = [];
  const handOver = () => {
    const taken = batch;
    batch = [];
    if (taken.length > 0) onFrames(taken);
  };
  const unsubscribe = journal.subscribe((entry) => {
    if (batch.push(entry) === 1) systemTime.soon(handOver);
  });
  return () => {
    unsubscribe();
    handOver();
  };
}

/** Real ms after which no more deliveries of an event are expected. */
const COMPLETE_AFTER_MS = 200;

/** A stream may split an event from its deliveries, so an event that ends a batch is held back until the next one. */
export function keepingEventsWhole(show: FrameOutput): FrameOutput {
  let kept: readonly Frame[] = [];
  let cancel = () => {};
  return (frames) => {
    cancel();
    const all = [...kept, ...frames];
    const isAborted = all.at(-1)?.type === "event.emitted";
    kept = isAborted ? all.slice(-1) : [];
    show(isAborted ? all.slice(0, -1) : all);
    if (isAborted) {
      cancel = afterReal(COMPLETE_AFTER_MS, () => {
        const last = kept;
        kept = [];
        show(last);
      });
    }
  };
}
