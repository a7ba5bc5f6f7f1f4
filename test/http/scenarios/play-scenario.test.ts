import { describe, expect, it } from "vitest";
import { defineScenario, playScenario, scenarioNames } from "../../../src/index.ts";
import { startReceiver } from "../../cli/run-cli.ts";

const reply = defineScenario({
  name: "a reply arrives",
  steps: [
    { emit: "EMAIL_REPLY", as: "reply" },
    { settle: "reply" },
    { expect: [{ delivery: "reply", state: "delivered" }, { requests: 1 }, { effects: 1, of: "reply" }] },
  ],
});

describe("playScenario", () => {
  it("plays a scenario made in code on a function that tells what it did", async () => {
    const urls: string[] = [];
    const played = await playScenario(reply, {
      target: async (request, mock) => {
        urls.push(mock.url);
        await mock.effect("crm");
        return new Response(await request.text());
      },
    });
    expect([played.grade, played.reason]).toEqual(["ok", null]);
    expect(urls).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)]);
  });

  it("is inconclusive where nobody tells, and says all of it as a text", async () => {
    const { grade, text } = await playScenario(reply, { target: () => new Response() });
    expect(grade).toBe("inconclusive");
    expect(text).toContain("No effect of the receiver was ever seen, so nothing shows whether there are 1 of reply.");
    expect(text).toContain("How to fix it: Let the receiver report its work");
    expect(text).toContain('Reproduce: playScenario("a reply arrives", { seed: 1, run: "library" })');
  });

  it("plays those of the library by name, with the built-in receiver where none is given", async () => {
    const names = await scenarioNames();
    expect(names).toContain("lost-answer");
    expect((await playScenario("secret-rotated", { secret: "s", seed: 4 })).grade).toBe("ok");
  });

  it("sends to a URL", async () => {
    const receiver = await startReceiver();
    const { grade } = await playScenario("two-styles-of-time", { target: receiver.url });
    await receiver.close();
    expect([grade, receiver.requests.length]).toEqual(["ok", 4]);
  });

  it("throws for a scenario that is not there, not in order, or one of several", async () => {
    await expect(playScenario("lost-anwser")).rejects.toThrow("did you mean lost-answer?");
    await expect(playScenario("all")).rejects.toThrow(/^all has \d+ scenarios; playScenario plays one/);
    await expect(playScenario({ ...reply, steps: [] })).rejects.toThrow("steps");
  });
});
