import { definedOnly } from "../../../../base/defined-only.ts";
import { parseDuration } from "../../../../base/time/duration.ts";
import { systemTime } from "../../../../base/time/system-clock.ts";
import type { Expectation } from "../../expectation.ts";
import type { AdvanceStep, SettleStep, WaitStep } from "../../step.ts";
import { judge } from "../expect/judge.ts";
import type { Verdict } from "../expect/verdict.ts";
import { filledExpectation } from "../filled.ts";
import type { Diagnostic, RunContext } from "../run-context.ts";
import type { StepPath } from "../run-options.ts";
import { bounded, pause, until, type WaitEnd } from "../waiting.ts";
import { DONE, type StepPlace, type TakeStep } from "./take-step.ts";

/** Waits this much real time, or until a condition holds; a virtual clock moves meanwhile only for the latter. */
export const wait: TakeStep<WaitStep> = async ({ wait: asked }, place) => {
  if (typeof asked !== "string") return waitFor(asked, place);
  const { context, path } = place;
  const ms = parseDuration(asked);
  if (ms === null) return [noDuration(asked, [...path, "wait"])];
  await pause(context, ms);
  return DONE;
};

async function waitFor(
  written: Expectation & { readonly within?: string },
  { context, path }: StepPlace,
): Promise<readonly Diagnostic[]> {
  const at = [...path, "wait"];
  const { expectation, diagnostics } = filledExpectation(written, { context, path: at });
  if (diagnostics.length > 0) return diagnostics;
  const { within: asked = `${context.limits.withinMs / 1_000}s` } = expectation;
  const within = parseDuration(asked);
  if (within === null) return [noDuration(asked, [...at, "within"])];
  const end = systemTime.monotonicMs() + within;
  let verdicts: readonly Verdict[] = [];
  context.expectationCount += 1;
  const ended = await until(context, {
    holds: () => {
      // Everything that has ended is read meanwhile; the condition is then checked again.
      void context.probed?.end();
      verdicts = judge(written, { context, path: at });
      return verdicts.length === 0;
    },
    isMoving: true,
    restMs: () => end - systemTime.monotonicMs(),
  });
  if (ended !== "over") return DONE;
  const waited = `The expectation did not hold within ${asked}: `;
  return verdicts.map(({ diagnostic }) => ({ ...diagnostic, message: `${waited}${diagnostic.message}` }));
}

/** A text with its own `${` looks like one that is not interpolated yet. */
function noDuration(asked: string, path: StepPath): Diagnostic {
  return { message: `${JSON.stringify(asked)} is not a duration; write it like 30s.`, path };
}

/** Waits until the deliveries have settled; the clock moves as far as needed. */
export const settle: TakeStep<SettleStep> = async ({ settle: which }, { context, path }) => {
  const references = typeof which === "string" ? [which] : which;
  const { observations, names } = context;
  const isAll = references.includes("all");
  const awaited = isAll ? [] : references.flatMap((reference) => names.deliveriesOf(reference));
  const holds = isAll
    ? () => observations.openCount === 0
    : () => awaited.every(({ thing }) => !observations.isOpen(thing));
  const isQuiet = quietOf(context);
  const ended = await settled(context, holds, isQuiet);
  if (ended !== "over") return DONE;
  const open = isAll
    ? `${observations.openCount} ${observations.openCount === 1 ? "delivery" : "deliveries"}`
    : awaited
        .filter(({ thing }) => observations.isOpen(thing))
        .map(({ label }) => label)
        .join(", ");
  const message = `${open} did not settle, and nothing happened for ${context.limits.quietMs / 1_000} s of real time; does the receiver hang, with no timeout?`;
  const first = awaited.find(({ thing }) => observations.isOpen(thing))?.thing ?? context.mock.deliveries.open()[0]?.id;
  return [definedOnly({ message, path: [...path, "settle"], deliveryId: first })];
};

/** A manual clock is moved by the step that waits. */
async function settled(context: RunContext, holds: () => boolean, restMs: () => number): Promise<WaitEnd> {
  const { clock } = context.mock;
  while (clock.state().mode === "manual" && !holds() && !context.isAborted && restMs() > 0) {
    if (clock.nextDueAt() === null) await until(context, { holds, isMoving: false, restMs: soonOf(restMs) });
    else await clock.next();
  }
  return until(context, { holds, isMoving: true, restMs });
}

/** Real ms after which a manual clock is checked again. */
const LOOK_AGAIN_MS = 50;

function soonOf(restMs: () => number): () => number {
  const end = systemTime.monotonicMs() + LOOK_AGAIN_MS;
  return () => Math.min(restMs(), end - systemTime.monotonicMs());
}

/** Real ms that may still pass without any entry; with a running clock, the next one may be due much later. */
function quietOf(context: RunContext): () => number {
  const begun = systemTime.monotonicMs();
  return () => {
    const { clock } = context.mock;
    const { mode, speed, now } = clock.state();
    const due = mode === "real" ? clock.nextDueAt() : null;
    const untilDue = due === null ? 0 : Math.max(0, due - now) / speed;
    const timeout = mode === "real" ? (context.mock.state().policy.timeout_ms ?? 0) / speed : 0;
    const quietSince = Math.max(begun, context.observations.latestReal);
    return quietSince + context.limits.quietMs + untilDue + timeout - systemTime.monotonicMs();
  };
}

/** A duration, `next`, or a time: everything that becomes due in between happens. */
export const advance: TakeStep<AdvanceStep> = async ({ advance: asked }, { context, path }) => {
  const at = [...path, "advance"];
  const ms = asked === "next" ? null : distanceTo(asked, context.mock.clock.now());
  if (Number.isNaN(ms)) {
    return [{ message: `${JSON.stringify(asked)} is not a duration, a time or next; write it like 30m.`, path: at }];
  }
  if (ms !== null && ms < 0) {
    const now = context.mock.state().clock.now;
    return [{ message: `The mock's clock cannot go back from ${now} to ${asked}.`, path: at }];
  }
  const { clock } = context.mock;
  // The clock's pause would block it; it is paused again in the turn in which the advance ends.
  context.thaw();
  const ended = await bounded(context, ms === null ? clock.next() : clock.advance(ms), quietOf(context));
  context.freeze();
  if (ended !== "over") return DONE;
  const message = `The clock could not be moved: for ${context.limits.quietMs / 1_000} s of real time an attempt that started meanwhile did not end; does the receiver hang, with no timeout?`;
  return [{ message, path: at }];
};

function distanceTo(asked: string, now: number): number {
  const duration = parseDuration(asked);
  if (duration !== null) return duration;
  return /^\d{4}-\d\d-\d\d/.test(asked) ? Date.parse(asked) - now : Number.NaN;
}
