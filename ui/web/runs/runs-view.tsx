import { safeText } from "../../../src/base/safe-text.ts";
import { tookText } from "../../deliveries/durations.ts";
import { counted } from "../../frame/line.ts";
import { type CheckRow, runningCheck, type ScenarioRun, type ScenarioStep } from "../../scenario/scenario-store.ts";
import { useSnapshot } from "../session.ts";

type Grade = NonNullable<CheckRow["grade"]>;

const GRADES: readonly (readonly [grade: Grade, sign: string, tone: string])[] = [
  ["ok", "✓", "good"],
  ["warn", "!", "warn"],
  ["fail", "✗", "bad"],
  ["inconclusive", "?", "warn"],
  ["skip", "·", "muted"],
];

/** The runs on this mock: the checks of a verify, and the steps of scenarios, the newest scenario first. */
export function RunsView() {
  const { checks, scenarios } = useSnapshot();
  if (checks.length === 0 && scenarios.length === 0) return <NothingYet />;
  return (
    <div className="runs">
      {checks.length > 0 && <Verify checks={checks} />}
      {scenarios.map((run, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: counted from the end, where runs are never moved
        <Scenario key={`${scenarios.length - index} ${run.name}`} run={run} />
      ))}
    </div>
  );
}

function NothingYet() {
  return (
    <div className="empty wide">
      <h2>No verify and no scenario has run here</h2>
      <p>
        Each runs on its own mock. Start one with a port and open its address, such as http://127.0.0.1:7628: the checks
        and steps appear there as they run.
      </p>
      <pre>
        {
          "smartlead-mock verify --target http://localhost:3000/hook --port 7628\nsmartlead-mock run lost-answer --target http://localhost:3000/hook --port 7628"
        }
      </pre>
    </div>
  );
}

function Verify({ checks }: { readonly checks: readonly CheckRow[] }) {
  const running = runningCheck(checks);
  const ended = checks.filter(({ grade }) => grade !== null).length;
  const of = checks.at(-1)?.of ?? ended;
  const groups = [...new Set(checks.map(groupOf))];
  return (
    <section className="panel wide">
      <header className="panel-head">
        <h2>Verify</h2>
        <span className="muted">{ended === of ? counted(of, "check") : `${ended} of ${counted(of, "check")}`}</span>
        <Counts checks={checks} />
      </header>
      <progress value={ended} max={of} aria-label="Checks done" />
      {running !== null && <Check check={running} />}
      {groups.map((group) => {
        const own = checks.filter((check) => groupOf(check) === group);
        return (
          <section key={group} className="group">
            <header className="panel-head">
              <h3>{safeText(`${group} ${own[0]?.group ?? ""}`)}</h3>
              <Counts checks={own} />
            </header>
            {own
              .filter(({ grade }) => grade !== null)
              .map((check) => (
                <Check key={check.check} check={check} />
              ))}
          </section>
        );
      })}
    </section>
  );
}

function Counts({ checks }: { readonly checks: readonly CheckRow[] }) {
  return (
    <span className="counts">
      {GRADES.map(([grade, sign, tone]) => {
        const count = checks.filter((check) => check.grade === grade).length;
        return count === 0 ? null : (
          <span key={grade} className={`badge tone-${tone}`}>
            {`${sign} ${count} ${grade}`}
          </span>
        );
      })}
    </span>
  );
}

function Check({ check: { check, title, grade, reason, durationMs } }: { readonly check: CheckRow }) {
  const [, sign, tone] = GRADES.find(([one]) => one === grade) ?? [null, "→", "info"];
  return (
    <div className="check">
      <span className={`tone-${tone}`}>{sign}</span>
      <span className="mono muted">{check}</span>
      <span>
        {safeText(title)}
        {reason !== null && <span className={`reason tone-${tone}`}>{safeText(reason)}</span>}
      </span>
      <span className="right muted">{grade === null ? "now" : tookText(durationMs)}</span>
    </div>
  );
}

/** `SL-4` of `SL-4.2`. */
function groupOf({ check }: CheckRow): string {
  return check.slice(0, Math.max(0, check.lastIndexOf("."))) || check;
}

const STEP_SIGNS: Readonly<Record<ScenarioStep["state"], readonly [sign: string, tone: string]>> = {
  begun: ["→", "info"],
  passed: ["✓", "good"],
  failed: ["✗", "bad"],
};

function Scenario({ run: { name, steps } }: { readonly run: ScenarioRun }) {
  const failed = steps.filter(({ state }) => state === "failed").length;
  const passed = steps.filter(({ state }) => state === "passed").length;
  const tone = failed > 0 ? "bad" : passed === steps.length ? "good" : "info";
  const stand =
    failed > 0
      ? `${failed} of ${counted(steps.length, "step")} failed`
      : `${passed} of ${counted(steps.length, "step")} passed`;
  return (
    <section className="panel wide">
      <header className="panel-head">
        <h2>{safeText(name)}</h2>
        <span className={`badge tone-${tone}`}>{stand}</span>
      </header>
      <ol className="steps">
        {steps.map(({ path, name: step, state, rounds, at }) => {
          const [sign, signTone] = STEP_SIGNS[state];
          return (
            <li key={path} style={{ paddingInlineStart: `${Math.max(0, path.split("].").length - 1) * 1.5}rem` }}>
              <span className={`tone-${signTone}`}>{sign}</span>
              <span className="muted mono">{at.slice(11, 19)}</span>
              <span>
                {safeText(step)}
                {rounds > 1 && <span className="tone-info">{` ×${rounds}`}</span>}
              </span>
              <span className="muted mono path">{safeText(path)}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
