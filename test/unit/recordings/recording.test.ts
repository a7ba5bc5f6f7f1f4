import { describe, expect, it } from "vitest";
import { type ReadingOptions, type Recording, readRecordingFrom } from "../../../src/capture/recordings/recording.ts";
import { aDelivery, anAttempt } from "../journal/a-delivery.ts";
import { DELIVERY, HELLO, lifeOf, linesOfFrames, recorded, sourceOf } from "./a-recording.ts";

const ALL: ReadingOptions = { keepBodies: true };

function read(text: string, options = ALL): Promise<Recording> {
  return readRecordingFrom(sourceOf(text), options);
}

const second = aDelivery({ id: "dlv_2" });
const whole = linesOfFrames(recorded(...lifeOf(DELIVERY), ...lifeOf(second, 500)));

describe("readRecordingFrom", () => {
  it("puts deliveries together in the order of their creation", async () => {
    const { deliveries, run, entries, damage } = await read(whole);
    expect({ run, entries, damage }).toEqual({ run: "5f3c09ab", entries: 8, damage: null });
    expect(deliveries).toMatchObject([
      { id: "dlv_1", state: "delivered", request: { body: "{}" }, attempts: [{ status: 200 }] },
      { id: "dlv_2", state: "failed", reason: "exhausted", attempts: [{ status: 500 }] },
    ]);
  });

  it("leaves out what was sent and answered where it is not wanted", async () => {
    const response = { headers: {}, body: "ok", bytes: 2, truncated: false };
    const answered = linesOfFrames(
      recorded(
        { type: "delivery.created", delivery: DELIVERY },
        { type: "attempt.finished", delivery_id: "dlv_1", attempt: anAttempt(1, "success", { status: 200, response }) },
      ),
    );
    expect((await read(answered)).deliveries[0]).toMatchObject({ attempts: [{ response }], request: { body: "{}" } });
    const slim = (await read(answered, { keepBodies: false })).deliveries[0];
    expect(slim?.attempts[0]).toMatchObject({ status: 200, response: null });
    expect(slim).not.toHaveProperty("request");
  });

  it("finds one delivery", async () => {
    const { deliveries } = await read(whole, { keepBodies: true, only: "dlv_2" });
    expect(deliveries.map(({ id }) => id)).toEqual(["dlv_2"]);
  });

  it("marks what was in flight when the recorder was killed", async () => {
    const [hello, ...rest] = recorded(...lifeOf(DELIVERY), ...lifeOf(second)).slice(0, 7);
    const { deliveries } = await read(linesOfFrames([hello ?? HELLO, ...rest]));
    expect(deliveries).toMatchObject([
      { state: "delivered" },
      {
        id: "dlv_2",
        state: "in_flight",
        attempts: [
          { outcome: "interrupted", error: expect.stringContaining("the recording ends while"), status: null },
        ],
      },
    ]);
  });

  it("reads on over blank lines, a second hello, gaps, and kinds that a later version may add", async () => {
    const odd = [
      `${JSON.stringify(HELLO)}\n\n`,
      `{"seq":1,"at":"2026-01-05T09:00:00.000Z","type":"moon.changed","phase":"full"}\n`,
      `{"type":"gap","from":2,"to":9}\n`,
      whole,
    ].join("");
    expect((await read(odd)).deliveries).toHaveLength(2);
  });

  it("reads the messages of a stream, which are lists of frames", async () => {
    const frames = recorded(...lifeOf(DELIVERY));
    expect((await read(`${JSON.stringify(frames)}\n`)).deliveries).toMatchObject([{ state: "delivered" }]);
  });

  it("reads up to a line that is cut off, wherever it is cut", async () => {
    const lastLine = whole.trimEnd().lastIndexOf("\n") + 1;
    for (let cut = lastLine + 1; cut < whole.length - 1; cut += 1) {
      const { entries, damage } = await read(whole.slice(0, cut));
      expect([cut, entries]).toEqual([cut, 7]);
      expect(damage).toEqual({
        line: 9,
        sentence: "session.ndjson:9: the last line is cut off; everything before it is read.",
        isCutOff: true,
      });
    }
    expect((await read(whole.trimEnd())).entries).toBe(8);
  });

  it("reads up to a line that is broken, and names it", async () => {
    const lines = whole.trimEnd().split("\n");
    const broken = (line: string) => read([...lines.slice(0, 5), line, ...lines.slice(6)].join("\n"));
    const { deliveries, entries, damage } = await broken("{oops");
    expect([deliveries.length, entries]).toEqual([1, 4]);
    expect(damage?.sentence).toBe(
      "session.ndjson:6: the line cannot be read, it is not JSON; everything before it is read, nothing after it.",
    );
    expect((await broken("42")).damage?.sentence).toContain("it is not a frame with a type");
    const misfit = JSON.stringify({ seq: 5, at: "2026-01-05T09:00:00.000Z", type: "delivery.created", delivery: {} });
    expect((await broken(misfit)).damage?.sentence).toContain("its delivery.created is invalid at delivery.id");
  });

  it.each([
    ["", "session.ndjson is not a recording, it is empty"],
    ['{"event_type":"EMAIL_REPLY"}\n', "session.ndjson is not a recording, its first line is not a hello frame"],
    ["not json at all", "session.ndjson is not a recording, its first line is not a hello frame"],
    [`${JSON.stringify({ ...HELLO, format: 9, version: "7.0.0" })}\n`, "session.ndjson has format 9"],
  ])("refuses %j", async (text, sentence) => {
    await expect(read(text)).rejects.toMatchObject({ code: "usage", message: expect.stringContaining(sentence) });
  });
});
