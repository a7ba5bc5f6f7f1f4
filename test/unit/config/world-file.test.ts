import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadWorld } from "../../../src/config/world-file.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import { World } from "../../../src/smartlead/account/world.ts";

const FIXTURES = resolve(import.meta.dirname, "../../../fixtures/worlds");
const NOW = Date.UTC(2026, 0, 5, 9);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "world-file-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function diagnostic(text: string, file = "world.yaml"): Promise<string> {
  writeFileSync(join(folder, file), text);
  return loadWorld(file, folder).then(
    () => "",
    (error: Error) => error.message,
  );
}

describe("a world file", () => {
  it("makes the account: clients, mailboxes, campaigns with their steps, leads with their pasts", async () => {
    const { plan, webhooks } = await loadWorld("two-clients.yaml", FIXTURES);
    const world = new World({ seed: 1, run: "t", clock: { now: () => NOW }, plan });
    expect(world.clients).toMatchObject([{ id: 30_101, name: "Northwind" }]);
    expect(world.mailboxes).toMatchObject([{ email: "sam@northwind-team.example", clientId: 30_101, esp: "GMAIL" }]);
    const [spring, others] = world.campaigns;
    expect(spring).toMatchObject({ name: "Spring offer", clientId: 30_101, status: "ACTIVE" });
    expect(spring?.steps.map(({ delayDays }) => delayDays)).toEqual([0, 3]);
    const ada = world.leadByEmail("ada@lovelace.example");
    const thread = world.enrolment(spring?.id ?? 0, ada?.id ?? 0)?.thread ?? [];
    expect(thread[0]).toMatchObject({
      kind: "SENT",
      subject: "Engines in spring",
      html: expect.stringContaining("Hi Ada"),
    });
    expect(thread.some(({ kind }) => kind === "REPLY")).toBe(true);
    const grace = world.leadByEmail("grace@hopper.example");
    expect(grace?.customFields).toEqual({ rank: "Admiral" });
    expect(world.enrolment(spring?.id ?? 0, grace?.id ?? 0)?.thread).toEqual([]);
    expect(world.enrolmentsOf(others?.id ?? 0)).toHaveLength(25);
    expect(webhooks).toMatchObject([{ level: "user", events: ["EMAIL_REPLY"] }]);
  });

  it("is made again by a reset, whatever was done to it", async () => {
    const { plan } = await loadWorld("two-clients.yaml", FIXTURES);
    const mock = createMock({ seed: 1, run: "t", clock: "manual", now: NOW, plan });
    const before = JSON.stringify(mock.world.save());
    mock.change("campaign.create", { name: "Another", clientId: null });
    mock.emit({ eventType: "EMAIL_REPLY" });
    mock.reset();
    expect(JSON.stringify(mock.world.save())).toBe(before);
    await mock.close(0);
  });

  it("is sensible where it says nothing", async () => {
    writeFileSync(join(folder, "small.json"), '{"campaigns":[{"name":"One","leads":3}]}');
    const { plan } = await loadWorld("small.json", folder);
    const world = new World({ seed: 1, run: "t", clock: { now: () => NOW }, plan });
    expect(world.mailboxes).toHaveLength(1);
    expect(world.apply("EMAIL_REPLY").type).toBe("EMAIL_REPLY");
  });

  it.each([
    [
      "campaigns:\n  - name: A\n    laeds: 3\n",
      "world.yaml:3: campaigns[0].laeds is not a key of the world; did you mean leads?",
    ],
    [
      "campaigns:\n  - name: A\n    timezone: Mars/Phobos\n",
      "world.yaml:3: campaigns[0].timezone must be a time zone such as Europe/Berlin.",
    ],
    [
      "clients: [{ name: Acme, email: a@acme.example }]\ncampaigns:\n  - { name: A, client: Acmy }\n",
      'world.yaml:3: campaigns[0].client is "Acmy", but there is no such client; did you mean Acme?',
    ],
    [
      "campaigns:\n  - name: A\n    start_hour: 18:00\n    end_hour: 09:00\n",
      "world.yaml:4: campaigns[0].end_hour is 09:00, which is not after start_hour 18:00.",
    ],
    [
      "campaigns:\n  - { id: 7, name: A }\n  - { id: 7, name: B }\n",
      "world.yaml:3: campaigns[1].id is 7, which another of the campaigns already has.",
    ],
    [
      "campaigns:\n  - name: A\n    leads:\n      - { email: nobody }\n",
      "world.yaml:4: campaigns[0].leads[0].email must be an address such as ann@example.com.",
    ],
    ["clients: [\n", "world.yaml:2: Flow sequence in block collection must be sufficiently indented and end with a ]."],
  ])("names file, line and key of what is wrong: %j", async (text, sentence) => {
    expect(await diagnostic(text)).toBe(sentence);
  });

  it("that is not there is said to be", async () => {
    await expect(loadWorld("nowhere.yaml", folder)).rejects.toThrow(
      "The file nowhere.yaml does not exist; check --world.",
    );
  });
});
