// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Report } from "../../../src/reports/report.ts";
import { emptyDirectory, runCli } from "../../cli/run-cli.ts";
import { reportOf } from "./run-report.ts";

const text = (report: Report) => JSON.stringify(report, null, 1);

/** Tells the lives of deliveries, so that people, ids, faults and times are in the report. No answer hangs on which of several requests came first. */
const STORY = `
name: a story that tells all
world_time: 2d
faults: [{ kind: reset, probability: 0.4 }, { kind: duplicate, probability: 0.3, spacing: 10s }]
receiver: { answers: [{ event: EMAIL_REPLY, status: 500, times: always }, { event: EMAIL_OPEN, instead: break, works: true, times: always }] }
steps:
  - repeat: 3
    steps:
      - choose:
          - { steps: [{ emit: EMAIL_REPLY, count: 4, as: events }] }
          - { steps: [{ emit: EMAIL_OPEN, count: 3, as: events }] }
          - { steps: [{ emit: EMAIL_BOUNCE, count: 5, as: events }] }
      - settle: all
  - advance: 2d
  - settle: all
  - expect:
      - { delivery: events, level: client }
      - { delivery: events, attempts: 0, duplicate: refused }
      - { counters: { events: 0, attempts: 0, deliveries: 0 } }
      - { value: "\${leads[0].email} \${events[0].event_id} \${now}", is: nothing }
      - { effects: 0 }
`;

function storyFolder(): string {
  const folder = emptyDirectory();
  writeFileSync(join(folder, "story.yaml"), STORY);
  return folder;
}

describe("the same seed and run", () => {
  it("give the same lives of deliveries, people and ids; another seed gives others", async () => {
    const folder = storyFolder();
    const first = await reportOf(folder, ["story.yaml", "--seed", "1"]);
    const again = await reportOf(folder, ["story.yaml", "--seed", "1"]);
    expect(text(again)).toBe(text(first));
    const findings = (report: Report) => report.groups.flatMap(({ items }) => items.flatMap((item) => item.findings));
    expect(findings(first).flatMap(({ timeline }) => timeline).length).toBeGreaterThan(10);
    const other = await reportOf(folder, ["story.yaml", "--seed", "2"]);
    const value = (report: Report) => findings(report).find(({ expected }) => expected === "nothing")?.actual;
    expect(value(first)).toMatch(/@.*evt_/);
    expect(value(other)).not.toBe(value(first));
    expect(text(other)).not.toBe(text(first));
  });

  it("differ from another run in their ids", async () => {
    const folder = storyFolder();
    const one = await runCli(["run", "story.yaml", "--run", "r1"], { cwd: folder });
    const two = await runCli(["run", "story.yaml", "--run", "r2"], { cwd: folder });
    const ids = ({ stdout }: typeof one) => new Set(stdout.match(/(evt|dlv)_\w+/g));
    expect(ids(one).size).toBeGreaterThan(0);
    expect([...ids(two)].filter((id) => ids(one).has(id))).toEqual([]);
  });
});
