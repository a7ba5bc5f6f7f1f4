import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import { afterAll, describe, expect, it } from "vitest";
import { proposalsOf } from "../../../src/capture/drift/dialect-proposal.ts";
import { DriftSummary } from "../../../src/capture/drift/drift-summary.ts";
import { comparedBody } from "../../../src/capture/drift/nearest.ts";
import { dialectJsonSchema, loadDialects } from "../../../src/capture/drift/proposed-dialect.ts";
import { builtInShapes } from "../../../src/capture/drift/shapes.ts";
import { sample } from "./samples.ts";

const folder = mkdtempSync(join(tmpdir(), "smartlead-dialect-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function load(file: object | string) {
  writeFileSync(join(folder, "mine.json"), typeof file === "string" ? file : JSON.stringify(file, null, 2));
  return loadDialects(["mine.json"], folder, placeOf);
}

const placeOf = (index: number) => `dialects[${index}]`;

const isValid = new Ajv2020({ strict: false }).compile(dialectJsonSchema());

describe("a dialect of one's own", () => {
  it("changes a built-in one, field by field", async () => {
    const file = {
      name: "live-2027",
      on: "live",
      events: {
        "*": { fields: { team_id: "integer|null" }, optional: ["secret_key"] },
        EMAIL_REPLY: {
          fields: {
            stats_id: null,
            sl_email_lead_id: "integer",
            "reply_message.size": { type: "integer", description: "Bytes." },
            tags: { type: "array", items: { type: "string", pattern: "^[a-z]+$" } },
          },
          optional: ["tags"],
        },
        LEAD_CATEGORY_UPDATED: { fields: { "history[].seen": "boolean", "last_reply.seen": "boolean" } },
      },
    };
    expect(isValid(file)).toBe(true);
    const dialects = [...(await load(file)), ...builtInShapes()];
    const { stats_id: _, secret_key: __, ...reply } = sample("live", "EMAIL_REPLY");
    const changed = {
      ...reply,
      team_id: null,
      sl_email_lead_id: 1,
      reply_message: { ...Object(reply.reply_message), size: 3 },
    };
    expect(comparedBody(changed, dialects)).toMatchObject({ nearest: { dialect: "live-2027" }, differences: [] });
    expect(comparedBody({ ...changed, tags: ["A"] }, dialects).differences).toMatchObject([
      { kind: "format", path: "tags[]" },
    ]);
    const category = { ...sample("live", "LEAD_CATEGORY_UPDATED"), team_id: 5 };
    expect(comparedBody(category, dialects).distances).toMatchObject({ "live-2027": 2, live: 1 });
    // The built-in one is as it was.
    expect(comparedBody(sample("live", "EMAIL_REPLY"), dialects)).toMatchObject({
      nearest: { dialect: "live" },
      differences: [],
    });
  });

  it("is proposed by what was seen, and then everything fits", async () => {
    const { description: _, ...body } = sample("live", "EMAIL_OPEN");
    const seen = {
      ...body,
      opens: [{ at: 1 }],
      client_id: "111",
      time_opened: "yesterday",
      metadata: { ...Object(body.metadata), v: 2 },
    };
    const book = new DriftSummary(builtInShapes());
    book.take({ place: "one", content: seen });
    expect(book.report("one", "body").events).toMatchObject([{ dialect: "live", differences: expect.any(Array) }]);
    const [proposal] = proposalsOf(book);
    expect(isValid(proposal)).toBe(true);
    const own = await load(proposal ?? {});
    const after = new DriftSummary([...own, ...builtInShapes()]);
    after.take({ place: "one", content: seen });
    expect(after.report("one", "body")).toMatchObject({
      fits: true,
      events: [{ dialect: "live-as-seen", differences: [] }],
    });
  });

  it.each([
    [{ name: "Mine", on: "live", events: {} }, "mine.json:2: name must be a short name"],
    [{ name: "live", on: "live", events: {} }, "name must not be that of a built-in dialect"],
    [{ name: "mine", on: "life", events: {} }, "mine.json:3: on must be one of guide, live, core (did you mean live?)"],
    [{ name: "mine", on: "live", event: {} }, "event is not a key of a dialect; did you mean events?"],
    [{ name: "mine", on: "live", events: { EMAIL_REPLAY: {} } }, "EMAIL_REPLAY"],
    [
      { name: "mine", on: "core", events: { MANUAL_STEP_REACHED: {} } },
      "events.MANUAL_STEP_REACHED is an event that core does not have",
    ],
    [
      { name: "mine", on: "live", events: { EMAIL_REPLY: { optional: ["stat_id"] } } },
      "names stat_id as optional, and there is no such field",
    ],
    [
      { name: "mine", on: "live", events: { EMAIL_REPLY: { fields: { "a.b": "integer" } } } },
      "names a.b, and there is nothing to put it into",
    ],
    [
      { name: "mine", on: "live", events: { EMAIL_REPLY: { fields: { nope: null } } } },
      "names nope, and there is nothing to take away",
    ],
    [
      { name: "mine", on: "live", events: { EMAIL_REPLY: { fields: { a: { type: "string", pattern: "(" } } } } },
      "must be a regular expression",
    ],
    ["{", "mine.json:1: this is not JSON"],
  ])("of %j says what is wrong", async (file, sentence) => {
    await expect(load(file)).rejects.toMatchObject({ code: "config", message: expect.stringContaining(sentence) });
  });

  it("is missing, or there twice", async () => {
    await expect(loadDialects(["nowhere.json"], folder, placeOf)).rejects.toThrow(
      "The file nowhere.json does not exist; check dialects[0].",
    );
    await load({ name: "mine", on: "live", events: {} });
    await expect(loadDialects(["mine.json", "mine.json"], folder, placeOf)).rejects.toThrow(
      "name mine is already used by another dialect.",
    );
  });
});
