import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { aReply, FIRST_ID, post, SECOND_ID, startEffectCollector } from "./posting.ts";
import { type SampleName, type SampleOptions, spawnSample, startSample } from "./sample-receiver.ts";

const open: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function opened<T extends { close(): Promise<unknown> }>(starting: Promise<T>): Promise<T> {
  const started = await starting;
  open.push(started);
  return started;
}

const sample = (name: SampleName, options?: SampleOptions) => opened(startSample(name, options));

describe("the correct receiver", () => {
  it("does an event's work once and says so the second time", async () => {
    const { url, worked } = await sample("correct");
    expect(await post(url, FIRST_ID)).toBe("200 processed");
    expect(await post(url, FIRST_ID)).toBe("200 already_processed");
    expect(await post(url, SECOND_ID)).toBe("200 processed");
    expect(worked).toEqual([FIRST_ID, SECOND_ID]);
  });

  it("works again after its own failure, and only then calls it done", async () => {
    const { url, worked } = await sample("correct", { failFirst: 2 });
    expect(await post(url, FIRST_ID)).toBe("500 The CRM did not accept it.");
    expect(await post(url, FIRST_ID)).toBe("500 The CRM did not accept it.");
    expect(worked).toEqual([]);
    expect(await post(url, FIRST_ID)).toBe("200 processed");
    expect(await post(url, FIRST_ID)).toBe("200 already_processed");
    expect(worked).toEqual([FIRST_ID]);
  });

  it("works once for two requests at the same moment, and once for the one whose answer was lost", async () => {
    const { url, worked } = await sample("correct", { workMs: 30, loseFirst: 1 });
    expect(await post(url, FIRST_ID)).toBe("lost");
    const both = await Promise.all([post(url, FIRST_ID), post(url, FIRST_ID)]);
    expect(both).toEqual(["200 already_processed", "200 already_processed"]);
    expect(worked).toEqual([FIRST_ID]);
  });

  it("lets the second of two at the same moment work when the first one fails", async () => {
    const { url, worked } = await sample("correct", { workMs: 30, failFirst: 1 });
    const both = await Promise.all([post(url, FIRST_ID), post(url, FIRST_ID)]);
    expect(both.sort()).toEqual(["200 processed", "500 The CRM did not accept it."]);
    expect(worked).toEqual([FIRST_ID]);
  });
});

describe("the receivers that go wrong", () => {
  it("naive works again each time", async () => {
    const { url, worked } = await sample("naive");
    expect([await post(url, FIRST_ID), await post(url, FIRST_ID)]).toEqual(["200 processed", "200 processed"]);
    expect(worked).toEqual([FIRST_ID, FIRST_ID]);
  });

  it("racy works once in sequence and twice at the same moment", async () => {
    const { url, worked } = await sample("racy", { workMs: 100 });
    expect(await Promise.all([post(url, FIRST_ID), post(url, FIRST_ID)])).toEqual(["200 processed", "200 processed"]);
    expect(await post(url, FIRST_ID)).toBe("200 already_processed");
    expect(worked).toEqual([FIRST_ID, FIRST_ID]);
  });

  it("records-before-working calls done what failed", async () => {
    const { url, worked } = await sample("records-before-working", { failFirst: 1 });
    expect(await post(url, FIRST_ID)).toBe("500 The CRM did not accept it.");
    expect(await post(url, FIRST_ID)).toBe("200 already_processed");
    expect(worked).toEqual([]);
  });

  it("over-deduplicating takes another event of the same mail for a repetition", async () => {
    const { url, worked } = await sample("over-deduplicating");
    const sent = { event_type: "EMAIL_SENT", message_id: "<1@sender.example>" };
    const bounce = { event_type: "EMAIL_BOUNCE", message_id: "<1@sender.example>" };
    const opened = { event_type: "EMAIL_OPEN", sent_message: { message_id: "<1@sender.example>" } };
    expect(await post(url, FIRST_ID, sent)).toBe("200 processed");
    expect(await post(url, SECOND_ID, bounce)).toBe("200 already_processed");
    expect(await post(url, "third", opened)).toBe("200 already_processed");
    expect(await post(url, "fourth", aReply())).toBe("200 processed");
    expect(worked).toEqual([FIRST_ID, "fourth"]);
  });

  it("flaky plays its script to each request id", async () => {
    const { url, worked } = await sample("flaky", { script: [500, "reset", 503, 200] });
    const answers: string[] = [];
    for (let time = 0; time < 5; time += 1) answers.push(await post(url, FIRST_ID));
    expect(answers).toEqual(["500 failed by script", "lost", "503 failed by script", "200 processed", "200 processed"]);
    expect(await post(url, SECOND_ID)).toBe("500 failed by script");
    expect(worked).toEqual([FIRST_ID, FIRST_ID]);
  });

  it("slow answers no sooner than it was told, though its work is done at once", async () => {
    const { url, worked } = await sample("slow", { delayMs: 300 });
    const startedAt = performance.now();
    let isAnswered = false;
    const answer = post(url, FIRST_ID).finally(() => {
      isAnswered = true;
    });
    await expect.poll(() => worked.length, { interval: 5 }).toBe(1);
    expect(isAnswered).toBe(false);
    expect(await answer).toBe("200 processed");
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(299);
  });

  it("slow and a hanging flaky can be closed while a request waits", async () => {
    const slow = await startSample("slow");
    const hanging = await startSample("flaky", { script: ["hang"] });
    const answers = [post(slow.url, FIRST_ID), post(hanging.url, FIRST_ID)];
    await expect.poll(() => slow.requests.length + hanging.requests.length, { interval: 5 }).toBe(2);
    await Promise.all([slow.close(), hanging.close()]);
    expect(await Promise.all(answers)).toEqual(["lost", "lost"]);
  });

  it("strict takes every event of the guide, and neither a field nor an event type that is new", async () => {
    const { url } = await sample("strict");
    const folder = new URL("../../../fixtures/payloads/guide/", import.meta.url);
    const samples = readdirSync(folder).filter((name) => name.endsWith(".json"));
    expect(samples.length).toBeGreaterThanOrEqual(11);
    for (const name of samples) {
      const body = readFileSync(new URL(name, folder), "utf8");
      expect(await post(url, name, body), name).toBe("200 processed");
      expect(await post(url, name, { ...JSON.parse(body), reply_source: "CAMPAIGN" })).toBe(
        "422 reply_source is not a known field",
      );
    }
    expect(await post(url, FIRST_ID, { event_type: "EMAIL_READ" })).toBe("422 event_type is not a known event type");
  });
});

describe("every sample receiver", () => {
  const names: SampleName[] = [
    "correct",
    "naive",
    "racy",
    "records-before-working",
    "over-deduplicating",
    "flaky",
    "slow",
    "strict",
  ];
  const body = readFileSync(new URL("../../../fixtures/payloads/guide/EMAIL_REPLY.json", import.meta.url), "utf8");

  it.each(names)("%s reports each effect before it answers", async (name) => {
    const collector = await opened(startEffectCollector());
    const { url } = await sample(name, { effectsUrl: `${collector.url}/`, script: [200], delayMs: 1 });
    expect(await post(url, FIRST_ID, body)).toBe("200 processed");
    expect(collector.effects).toEqual([`POST ${FIRST_ID} crm`]);
  });

  it.each(names)("%s answers though its report finds nobody, and says so", async (name) => {
    const complain = vi.spyOn(console, "error").mockReturnValue();
    const gone = await startEffectCollector();
    await gone.close();
    const { url } = await sample(name, { effectsUrl: gone.url, script: [200], delayMs: 1 });
    expect(await post(url, FIRST_ID, body)).toBe("200 processed");
    const sentence = `The effect could not be reported to ${gone.url}/_mock/effects/${FIRST_ID}: ECONNREFUSED`;
    // The report goes out beside the answer.
    await vi.waitFor(() => expect(complain.mock.calls).toEqual([[sentence]]), 10_000);
    complain.mockRestore();
  });

  it.each(names)("%s refuses what is no delivery, and still works afterwards", async (name) => {
    const { url, requests } = await sample(name, { script: [200], delayMs: 1 });
    expect(await post(url, FIRST_ID, "{")).toBe("400 The body is not JSON.");
    expect(await post(url, "", body)).toBe("400 X-Request-Id is missing.");
    expect((await fetch(url)).status).toBe(405);
    expect(await post(url, FIRST_ID, body)).toBe("200 processed");
    expect(requests.map(({ requestId, json }) => [requestId, json.event_type])).toEqual([[FIRST_ID, "EMAIL_REPLY"]]);
  });
});

describe("as a program of its own", () => {
  it("a Node receiver takes its options from the environment", async () => {
    const collector = await opened(startEffectCollector());
    const env = { FAIL_FIRST: "1", SMARTLEAD_MOCK_URL: collector.url };
    const { url } = await opened(spawnSample(process.execPath, "correct.mjs", env));
    expect(await post(url, FIRST_ID)).toBe("500 The CRM did not accept it.");
    expect(await post(url, FIRST_ID)).toBe("200 processed");
    expect(collector.effects).toEqual([`POST ${FIRST_ID} crm`]);
  });

  it("flaky takes its script from the environment", async () => {
    const { url } = await opened(spawnSample(process.execPath, "flaky.mjs", { SCRIPT: "503, reset,200" }));
    const answers = [await post(url, FIRST_ID), await post(url, FIRST_ID), await post(url, FIRST_ID)];
    expect(answers).toEqual(["503 failed by script", "lost", "200 processed"]);
  });

  it("slow takes its delay from the environment", async () => {
    const { url } = await opened(spawnSample(process.execPath, "slow.mjs", { DELAY_MS: "5" }));
    expect(await post(url, FIRST_ID)).toBe("200 processed");
  });
});

const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe.skipIf(!hasPython)(`the correct receiver in Python${hasPython ? "" : " (python3 is missing)"}`, () => {
  const python = (env?: Record<string, string>) => opened(spawnSample("python3", "correct.py", env));

  it("does an event's work once, reports it before it answers, and says so the second time", async () => {
    const collector = await opened(startEffectCollector());
    const { url } = await python({ SMARTLEAD_MOCK_URL: collector.url });
    expect(await post(url, FIRST_ID)).toBe("200 processed");
    expect(collector.effects).toEqual([`POST ${FIRST_ID} crm`]);
    expect(await post(url, FIRST_ID)).toBe("200 already_processed");
    expect(await post(url, SECOND_ID)).toBe("200 processed");
    expect(collector.effects).toEqual([`POST ${FIRST_ID} crm`, `POST ${SECOND_ID} crm`]);
  });

  it("works again after its own failure, and knows the event whose answer was lost", async () => {
    const { url } = await python({ FAIL_FIRST: "1", LOSE_FIRST: "2" });
    const answers: string[] = [];
    for (let time = 0; time < 3; time += 1) answers.push(await post(url, FIRST_ID));
    expect(answers).toEqual(["lost", "lost", "200 already_processed"]);
  });

  it("works once for requests at the same moment", async () => {
    const collector = await opened(startEffectCollector());
    const { url } = await python({ WORK_MS: "50", SMARTLEAD_MOCK_URL: collector.url });
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(url, FIRST_ID)));
    expect(answers.sort()).toEqual([...Array.from({ length: 4 }, () => "200 already_processed"), "200 processed"]);
    expect(collector.effects).toHaveLength(1);
  });

  it("refuses what is no delivery", async () => {
    const { url } = await python();
    expect(await post(url, FIRST_ID, "{")).toBe("400 The body is not JSON.");
    expect(await post(url, "", aReply())).toBe("400 X-Request-Id is missing.");
    expect((await fetch(url)).status).toBe(405);
    expect(await post(url, FIRST_ID)).toBe("200 processed");
  });
});
