import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Step } from "../../../src/harness/scenarios/step.ts";
import { freePort } from "../../../src/harness/session/port.ts";
import { play, playOnSample } from "./play.ts";
import { perform } from "./sketch.ts";

interface Habits {
  /** Answered 200 and left alone. */
  readonly ignores?: readonly string[];
  /** Answered 422. */
  readonly refuses?: readonly string[];
  /** Its first work for each event is done a second time when the event comes again. */
  readonly isNaive?: boolean;
  /** It works only when a lead comes further: written to, replied. */
  readonly isForwardOnly?: boolean;
  /** What it does for one event, by name. */
  readonly does?: readonly string[];
}

/** A receiver that reports its work by the beacon, deduplicates, and never calls SmartLead's API. */
async function receiverWith({
  ignores = [],
  refuses = [],
  isNaive = false,
  does = ["work"],
  isForwardOnly = false,
}: Habits) {
  const port = await freePort();
  const done = new Set<string>();
  const stages = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const { event_type: type, to_email: lead } = JSON.parse(Buffer.concat(chunks).toString());
    const id = String(request.headers["x-request-id"]);
    const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    if (refuses.includes(type)) return answer(422, { error: "not for us" });
    if (ignores.includes(type)) return answer(200, {});
    if (done.has(id) && !isNaive) return answer(200, { status: "already_processed" });
    done.add(id);
    const stage = type === "EMAIL_REPLY" ? 2 : 1;
    if (isForwardOnly && stage <= (stages.get(lead) ?? 0)) return answer(200, { changed: false });
    stages.set(lead, stage);
    for (const name of does) {
      await fetch(`http://127.0.0.1:${port}/_mock/effects/${id}`, { method: "POST", body: JSON.stringify({ name }) });
    }
    return answer(200, { status: "processed" });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port: own } = server.address() as AddressInfo;
  return { port, target: { kind: "url", url: `http://127.0.0.1:${own}/hook` } as const };
}

/** What is not there will not come: no need to wait for it as long as for a busy receiver's report. */
const limits = { patienceMs: 60 };

async function played(name: string, habits: Habits) {
  const { item } = await play(name, { ...(await receiverWith(habits)), limits });
  return item;
}

const SILENT = (type: string) =>
  `The receiver does nothing visible for ${type} under normal circumstances, so this scenario expects too much of it.`;

it("a scenario with a second reply asks nothing of a receiver that works only when the state of a lead changes", async () => {
  const { grade, reason } = await played("two-replies-in-a-thread", { isForwardOnly: true });
  expect([grade, reason]).toEqual([
    "skip",
    "The receiver works only when the state of a lead changes (an EMAIL_SENT after an EMAIL_REPLY has no effect), so this scenario expects too much of it.",
  ]);
});

describe("a scenario of the library, on a receiver that does not do what the story is about", () => {
  it.each([
    ["one-mail-three-events", "EMAIL_OPEN"],
    ["bounce-repeats-the-sent", "EMAIL_BOUNCE"],
    ["unsubscribe-during-sequence", "LEAD_UNSUBSCRIBED"],
    ["category-filter", "LEAD_CATEGORY_UPDATED"],
    ["first-mail-is-two-events", "FIRST_EMAIL_SENT"],
  ])("is skipped where it answers 200 to a type and leaves it alone: %s, %s", async (name, type) => {
    const item = await played(name, { ignores: [type] });
    expect([item.grade, item.reason, item.findings]).toEqual(["skip", SILENT(type), []]);
  });

  it.each([
    ["one-mail-three-events", "EMAIL_OPEN"],
    ["two-styles-of-time", "EMAIL_OPEN"],
    ["unsubscribe-during-sequence", "LEAD_UNSUBSCRIBED"],
    ["long-history", "LEAD_CATEGORY_UPDATED"],
    ["reply-of-nobody", "UNTRACKED_REPLIES"],
  ])("is skipped where it refuses a type: %s, %s", async (name, type) => {
    const item = await played(name, { refuses: [type] });
    const sentence = `The receiver answers ${type} with 422 under normal circumstances, so this scenario expects too much of it.`;
    expect([item.grade, item.reason]).toEqual(["skip", sentence]);
  });

  it("is skipped where it is about SmartLead's API, which the receiver never calls", async () => {
    const item = await played("rate-limited-call-back", {});
    expect(item.grade).toBe("skip");
    expect(item.reason).toMatch(
      /^The receiver does not call SmartLead's API for EMAIL_\w+ under normal circumstances, so/,
    );
  });

  it("passes where the receiver does it", async () => {
    const names = ["one-mail-three-events", "bounce-repeats-the-sent", "unsubscribe-during-sequence"];
    for (const name of names) expect([name, (await played(name, {})).grade]).toEqual([name, "ok"]);
  });

  it("fails for what it does wrong with a type that it works on, whatever else it ignores", async () => {
    const item = await played("lost-answer", { isNaive: true, ignores: ["EMAIL_SENT", "EMAIL_OPEN"] });
    expect(item.grade).toBe("fail");
    expect(item.reason).toMatch(/duplicates of reply is reprocessed/);
  });

  it.each([
    ["two things", ["crm", "slack"]],
    ["one thing twice", ["row", "row"]],
  ])("passes where it does %s for one event, and fails where it does them again", async (_, does) => {
    for (const name of ["lost-answer", "two-replies-in-a-thread"]) {
      const item = await played(name, { does });
      expect([item.title, item.grade, item.reason]).toEqual([expect.any(String), "ok", null]);
      expect([item.id, item.title].join()).not.toContain("once more");
    }
    const item = await played("lost-answer", { does, isNaive: true });
    expect([item.grade, item.reason]).toEqual(["fail", expect.stringMatching(/duplicates of reply is reprocessed/)]);
  });

  it("fails where a type breaks the receiver even alone", async () => {
    const { item } = await playOnSample("unsubscribe-during-sequence", "needs-a-lead-id", { limits });
    expect([item.grade, item.reason]).toEqual(["fail", expect.stringContaining("exhausted, server_error")]);
  });
});

describe("a scenario of one's own", () => {
  it("is held to its word, whatever the receiver usually does", async () => {
    const steps: readonly Step[] = [
      { emit: "EMAIL_SENT", as: "sent" },
      { emit: "EMAIL_OPEN", as: "opened" },
      { settle: "all" },
      {
        expect: [
          { effects: 1, of: "sent" },
          { effects: 1, of: "opened" },
        ],
      },
    ];
    const { item } = await perform({ steps }, { ...(await receiverWith({ ignores: ["EMAIL_OPEN"] })), limits });
    // Of a type without any effect nobody can say more in a story that is not the library's.
    expect([item.grade === "skip", item.grade === "ok"]).toEqual([false, false]);
  });
});
