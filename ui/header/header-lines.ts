import { maskSecrets } from "../../src/base/mask-secrets.ts";
import { printable } from "../../src/base/printable.ts";
import { formatDuration } from "../../src/base/time/duration.ts";
import { isoFromMs } from "../../src/base/time/iso.ts";
import { counted } from "../frame/counted.ts";
import { cut, cutMiddle, justify, type Line, lineWidth, span, widthOf } from "../frame/line.ts";
import { fitSegments, type Segment } from "../frame/line-segments.ts";
import { runningCheck } from "../scenario/check-store.ts";
import { runningStep } from "../scenario/scenario-store.ts";
import type { Snapshot } from "../store/console-snapshot.ts";
import type { Theme } from "../theme.ts";

const NAME = "smartlead-mock";

/** Where everything is, and the rules in force: two rows, of which a low screen shows the first. */
export function headerLines(snapshot: Snapshot, theme: Theme, width: number): readonly Line[] {
  const connection = connectionLine(snapshot, theme);
  const route = routeLine(snapshot, theme, width - lineWidth(connection) - 1);
  return [
    justify(route, connection, width),
    fitSegments(ruleSegments(snapshot, width), width, ` ${theme.glyphs.dot} `),
  ];
}

function connectionLine({ connection }: Snapshot, { glyphs }: Theme): Line {
  switch (connection.kind) {
    case "open":
      return [span(`${glyphs.live} live`, "good")];
    case "connecting":
      return [span(`${glyphs.lost} connecting`, "warn")];
    case "lost":
      return [span(`${glyphs.lost} connection lost`, "bad")];
  }
}

function routeLine({ url, state }: Snapshot, { glyphs }: Theme, width: number): Line {
  const from = printable(maskSecrets(url));
  const to = state === null ? "" : targetOf(state);
  const left = [span(NAME, "strong"), span(`  ${from} `), span(`${glyphs.arrow} `, "muted")];
  const room = width - widthOf(`${NAME}  ${from} ${glyphs.arrow} `);
  return [...left, span(cutMiddle(to, room))];
}

function targetOf(state: NonNullable<Snapshot["state"]>): string {
  if (state.target !== null) return printable(maskSecrets(state.target));
  const count = state.webhooks.length;
  if (count === 0) return "no webhook";
  return count === 1 ? printable(maskSecrets(state.webhooks[0]?.url ?? "")) : `${count} webhooks`;
}

function ruleSegments(snapshot: Snapshot, width: number): readonly Segment[] {
  const { state, nowMs, faults } = snapshot;
  if (state === null) return [];
  const { policy, clock } = state;
  const timeout = policy.timeout_ms === null ? "no timeout" : `timeout ${formatDuration(policy.timeout_ms)}`;
  const waits = policy.waits_ms.map(formatDuration).join(", ");
  return [
    {
      weight: 5,
      line: [
        span("policy "),
        span(printable(policy.name), "strong"),
        span(`, ${counted(policy.tries, "try", "tries")}`),
      ],
    },
    { weight: 1, line: [span(`${waits === "" ? "" : `waits ${waits}, `}${timeout}`)] },
    { weight: 4, line: [span("dialect "), span(printable(state.dialect), "strong")] },
    {
      weight: 6,
      line: [
        span("clock "),
        span(clockText(clock), "strong"),
        span(` ${isoFromMs(nowMs).slice(0, 19).replace("T", " ")} UTC`),
      ],
    },
    {
      weight: state.rate === 0 ? 3 : 4.5,
      line: [span(state.rate === 0 ? "traffic off" : `traffic ${state.rate}/s`, state.rate === 0 ? "muted" : "info")],
    },
    { weight: 7, line: faultsLine(faults.filter(({ ended }) => !ended).length) },
    { weight: 8, line: performedLine(snapshot, Math.floor(width / 2)) },
    { weight: 2, line: [span(`run ${printable(state.run)}`, "muted")] },
  ];
}

/** Nothing while nothing is armed. */
function faultsLine(armed: number): Line {
  return armed === 0 ? [] : [span(armed === 1 ? "1 fault active" : `${armed} faults active`, "warn")];
}

/** The check or the step that is being performed; nothing while none is. */
function performedLine({ checks, scenarios }: Snapshot, room: number): Line {
  const check = runningCheck(checks);
  if (check !== null) {
    const text = `verify ${check.number}/${check.of} ${check.check} ${check.title}`;
    return [span(cut(printable(text), room), "info")];
  }
  const running = runningStep(scenarios);
  return running === null ? [] : [span(printable(`${running.run.name}: ${running.step.name}`), "info")];
}

function clockText(clock: { readonly mode: string; readonly speed: number }): string {
  return clock.mode === "real" && clock.speed !== 1 ? `×${clock.speed}` : printable(clock.mode);
}
