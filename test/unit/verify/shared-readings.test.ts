import { describe, expect, it } from "vitest";
import { type Reader, SharedReadings } from "../../../src/harness/verify/ahead/shared-readings.ts";

/** A meter whose number rises by what was sent, and by `more` for the first reading. */
function setUp(more = 0) {
  const told: string[] = [];
  let extra = more;
  let sent = 0;
  const readings = new SharedReadings({
    begin: async () => 0,
    leaveUnsettled: (due = 0) => void told.push(`unsettled ${due}`),
    measured: async ({ expected }) => {
      told.push(`reading of ${expected}`);
      const rise = sent + extra;
      [sent, extra] = [0, 0];
      return { rise, doubtful: 0 };
    },
  });
  const send = async (reader: Reader, name: string, kind: "fresh" | "again" | "other", expected = 1) => {
    await reader.begin(kind);
    told.push(name);
    sent += expected;
    return (await reader.measured({ expected, patienceMs: 0, mayComeAgain: kind === "again" })).rise;
  };
  return { told, readings, send };
}

describe("one reading for what several checks send", () => {
  it("tells of each where the sum is exactly right", async () => {
    const { told, readings, send } = setUp();
    const [one, other] = [readings.join(), readings.join()];
    const rises = await Promise.all([send(one, "a", "fresh"), send(other, "b", "fresh", 2)]);
    expect(rises).toEqual([1, 2]);
    expect(told).toEqual(["a", "b", "reading of 3"]);
  });

  it("tells of none where it is not", async () => {
    const { told, readings, send } = setUp(-1);
    const [one, other] = [readings.join(), readings.join()];
    const rises = await Promise.all([send(one, "a", "fresh"), send(other, "b", "fresh")]);
    expect(rises).toEqual([null, null]);
    expect(told.at(-1)).toBe("unsettled 0");
  });

  it("never sums up what may be missing with what may come twice", async () => {
    const { told, readings, send } = setUp();
    const [one, other, third] = [readings.join(), readings.join(), readings.join()];
    const all = [send(one, "again", "again", 0), send(other, "fresh", "fresh"), send(third, "fault", "other")];
    const sent = [one, other, third].map((reader, index) => all[index]?.finally(() => readings.leave(reader)));
    await Promise.all(sent);
    expect(told).toEqual(["fresh", "reading of 1", "again", "reading of 0", "fault", "reading of 1"]);
  });

  it("shows what is read alone as it is", async () => {
    const { readings, send } = setUp(1);
    expect(await send(readings.join(), "a", "other")).toBe(2);
  });

  it("waits for a check that has not spoken yet, and no longer for one that leaves", async () => {
    const { told, readings, send } = setUp();
    const [one, other] = [readings.join(), readings.join()];
    const risen = send(one, "a", "fresh");
    await Promise.resolve();
    expect(told).toEqual([]);
    readings.leave(other);
    expect(await risen).toBe(1);
  });

  it("lets a number that cannot be read end all that wait for it", async () => {
    const readings = new SharedReadings({
      begin: () => Promise.reject(new Error("no number")),
      leaveUnsettled: () => {},
      measured: () => Promise.reject(new Error("no number")),
    });
    const [one, other] = [readings.join(), readings.join()];
    const ended = await Promise.allSettled([one.begin("fresh"), other.begin("again")]);
    expect(ended.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});
