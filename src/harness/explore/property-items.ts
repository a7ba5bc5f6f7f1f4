/** The result of a search as reports show it: one item for each property. */
import type { Finding, Grade, ReportItem } from "../../reports/report.ts";
import { HOW_TO_SHOW_STATE } from "../convergence/state-words.ts";
import { bareFinding, findingOf } from "../verify/judging/findings.ts";
import { proofText } from "../verify/judging/proof.ts";
import { HOW_TO_GIVE_EVIDENCE } from "../verify/measuring/work-measure.ts";
import { isAnyWorkSeen } from "../verify/receiver-profile.ts";
import { coverageText } from "./coverage.ts";
import type { Explored, FoundScenario } from "./explore-receiver.ts";
import { type History, sizeOf } from "./history.ts";
import { type Flaky, PROPERTIES, type PropertyId, type Violation } from "./violation.ts";

export interface ItemWords {
  readonly seed: number;
  readonly run: string;
  /** The command line that searches again. */
  readonly searchAgain: string;
  /** The command line that plays the saved finding. */
  readonly playAgain: string | null;
  /** Whether a signal ended the search. */
  readonly isStopped: boolean;
}

/** Group under which reports show them. */
export const EXPLORE_GROUP = { id: "explore", title: "Properties of every valid history" } as const;

type Judged = Pick<ReportItem, "grade" | "reason" | "findings" | "evidence" | "hint" | "reproduce"> & {
  readonly settle?: string;
};

/** All properties in their order. A property is `ok` only if histories show it (PRODUCT §8). */
export function propertyItems(explored: Explored, words: ItemWords): readonly ReportItem[] {
  return PROPERTIES.map(({ id, title, hint }) => ({
    id,
    title,
    source: null,
    place: null,
    seed: words.seed,
    run: words.run,
    duration_ms: explored.durationMs,
    mock_ms: [explored.found, explored.warned].find((one) => one?.violation.property === id)?.played.mockMs ?? 0,
    ...judged(explored, { id, hint, words }),
  }));
}

interface Property {
  readonly id: PropertyId;
  readonly hint: string;
  readonly words: ItemWords;
}

function judged(explored: Explored, { id, hint, words }: Property): Judged {
  const { found, warned, profile } = explored;
  if (found?.violation.property === id) return broken(explored, found, { id, hint, words });
  if (warned?.violation.property === id) return { ...broken(explored, warned, { id, hint, words }), grade: "warn" };
  const why = whyUnknown(explored, id, words);
  const flaky = explored.flaky.filter(({ violation }) => violation.property === id);
  const findings = flaky.map(({ violation, history }) => observationOf(violation, history));
  if (why !== null) return notProven(explored, why, { findings, words });
  const first = flaky.find(({ replays }) => replays !== undefined) ?? flaky[0];
  if (first !== undefined) {
    const doubt = {
      reason: `${howOf(first)}, so it does not count as a failure: ${first.violation.message}`,
      settle: settleOf(first),
    };
    return notProven(explored, doubt, { findings, words });
  }
  const known = profile === null ? [] : [`Bodies were sent in the dialect ${profile.dialect}.`];
  return {
    grade: "ok",
    reason: null,
    findings: [],
    evidence: [...coverageText(explored.coverage), ...known],
    hint: null,
    reproduce: words.searchAgain,
  };
}

function howOf({ replays, isCutShort = false }: Flaky): string {
  if (replays !== undefined)
    return `Seen more than once, but not in any of the ${replays} times that run played its scenario`;
  return isCutShort
    ? "Seen once, and no time was left to repeat it"
    : "Seen once and not again under the same conditions";
}

function settleOf({ isCutShort = false }: Flaky): string {
  return isCutShort
    ? "Give it more time with --budget, and the same --seed."
    : "Try again with the same --seed while nothing else runs.";
}

interface Doubt {
  readonly reason: string;
  readonly settle: string;
}

function whyUnknown(explored: Explored, id: PropertyId, { isStopped }: ItemWords): Doubt | null {
  const { profile, coverage, found, troubles } = explored;
  const more = "Give it more time with --budget.";
  if (profile === null) return { reason: explored.cut[0] ?? "It was stopped before the first history.", settle: more };
  if (profile.obstacle !== null)
    return { reason: profile.obstacle, settle: "Let `smartlead-mock verify` pass SL-1 first." };
  if (troubles[0] !== undefined && coverage.histories === troubles.length)
    return { reason: `No history could be played: ${troubles[0]}`, settle: "See the reason above." };
  if (coverage.histories === 0) return { reason: "No history could be played within the budget.", settle: more };
  if ((id === "once" || id === "lost") && !isAnyWorkSeen(profile))
    return { reason: `Nothing shows what the receiver does. ${HOW_TO_GIVE_EVIDENCE}`, settle: HOW_TO_GIVE_EVIDENCE };
  if (id === "order" && coverage.states === 0) return stateDoubt(explored);
  if (found !== null)
    return {
      reason: `The search ended with the failure above, after ${coverage.histories} histories.`,
      settle: "Fix that first, then search again.",
    };
  return isStopped ? { reason: `It was stopped after ${coverage.histories} histories.`, settle: more } : null;
}

function stateDoubt({ isStateUnsteady }: Explored): Doubt {
  if (!isStateUnsteady)
    return {
      reason: `Nothing shows the state that the receiver keeps of a lead. ${HOW_TO_SHOW_STATE}`,
      settle: HOW_TO_SHOW_STATE,
    };
  return {
    reason: "The state differs after the same events in the same order, so nothing can be compared.",
    settle:
      "Leave out of the state everything that does not come from the lead's events, such as counters over all leads.",
  };
}

function notProven(
  { coverage }: Explored,
  { reason, settle }: Doubt,
  { findings, words }: { readonly findings: readonly Finding[]; readonly words: ItemWords },
): Judged {
  return {
    grade: "inconclusive",
    reason,
    findings,
    evidence: coverageText(coverage),
    hint: null,
    reproduce: words.searchAgain,
    settle,
  };
}

function broken(explored: Explored, found: FoundScenario, { hint, words }: Property): Judged {
  const { violation, history, original, shrinkPlays, foundAfterMs } = found;
  const proof = violation.proof === null ? [] : [proofText(violation.proof)];
  const shrunk = `Found after ${seconds(foundAfterMs)} in a history of ${itemsText(original)}; shortened to ${itemsText(history)} in ${shrinkPlays} tries.`;
  const grade: Grade = "fail";
  return {
    grade,
    reason: violation.message,
    findings: [findingFor(violation), storyOf(found)],
    evidence: [
      ...proof,
      shrunk,
      againText(found),
      ...replayText(found),
      ...cutText(explored),
      ...coverageText(explored.coverage),
    ],
    hint,
    reproduce: words.playAgain ?? words.searchAgain,
  };
}

function againText({ isRepeatable, isStuck = false }: FoundScenario): string {
  if (isRepeatable) return "It was seen again in fresh conditions.";
  if (isStuck)
    return "The receiver has not worked since, so nothing more could be tried: give its command after --, and it is restarted each time.";
  return "It was not seen again in fresh conditions; a second effect is proof by itself.";
}

function replayText({ replay }: FoundScenario): readonly string[] {
  if (replay === null) return [];
  if (replay.failed > 0)
    return [`Played by run, the scenario fails for the same reason: ${ordinal(replay.tries)} try.`];
  return [`Played by run ${replay.tries} times, the scenario did not fail: it depends on real time, and is not saved.`];
}

function cutText({ cut }: Explored): readonly string[] {
  return cut.length === 0 ? [] : [`The budget was used up: ${cut.join(" ")} Raise it with --budget.`];
}

function ordinal(number: number): string {
  return ["first", "second", "third", "fourth", "fifth"][number - 1] ?? `${number}th`;
}

function findingFor({ subject, message, expected, actual }: Violation): Finding {
  return subject === null
    ? bareFinding(message, { expected, actual })
    : findingOf(subject.sent, message, { expected, actual });
}

function observationOf(violation: Violation, history: History): Finding {
  return { ...findingFor(violation), message: `Once, in a history of ${itemsText(history)}: ${violation.message}` };
}

/** The shortest scenario, as it is written to the file. */
function storyOf({ scenario }: FoundScenario): Finding {
  return bareFinding("The shortest history that was found, as steps of a scenario:", { actual: scenario.stepsYaml });
}

function itemsText(history: History): string {
  const size = sizeOf(history);
  return `${size} ${size === 1 ? "event" : "events"}`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
