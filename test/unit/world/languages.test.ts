import { expect, it } from "vitest";
import { headingIn, type Language, LOCAL_TEXTS, languageOf } from "../../../src/smartlead/account/texts/languages.ts";
import { World } from "../../../src/smartlead/account/world.ts";

const LANGUAGES = Object.keys(LOCAL_TEXTS) as Language[];

it.each([
  ["Hamburg, Germany", "de"],
  ["Zürich, Switzerland", "de"],
  ["Lyon, France", "fr"],
  ["Valencia, Spain", "es"],
  ["Utrecht, Netherlands", "nl"],
  ["Haifa, Israel", "he"],
  ["Austin, Texas, United States", null],
  [null, null],
])("whoever lives in %s writes %s", (location, language) => {
  expect(languageOf(location)).toBe(language);
});

it.each(LANGUAGES)("a first reply in %s has its text, its line above the quoted mail, and CRLF", (language) => {
  const seen: string[] = [];
  for (let seed = 1; seed < 200 && seen.length < 5; seed += 1) {
    const world = new World({ seed, run: "t", clock: { now: () => Date.UTC(2026, 0, 5, 9) } });
    for (const lead of world.leads) {
      const [enrolment] = world.enrolmentsOfLead(lead.id);
      const reply = enrolment?.thread.find((message) => message.kind === "REPLY");
      if (languageOf(lead.location) !== language || reply?.kind !== "REPLY" || reply.from !== lead.email) continue;
      const quoted = enrolment?.thread.findLast((message) => message.kind === "SENT" && message.at <= reply.at);
      const mailbox = world.mailboxes.find(({ id }) => id === enrolment?.mailboxId);
      if (quoted?.kind !== "SENT") continue;
      seen.push(reply.html);
      expect(reply.html).toContain(headingIn(language, quoted, mailbox?.fromName ?? ""));
      expect(reply.html).toContain(quoted.html);
      expect(reply.html).toContain("\r\n");
      if (language === "he") expect(reply.html).toContain('dir="rtl"');
    }
  }
  expect(seen.length).toBeGreaterThan(0);
});

it("some replies are signed with name, office and telephone", () => {
  const world = new World({ seed: 3, run: "t", clock: { now: () => Date.UTC(2026, 0, 5, 9) } });
  const replies = world.campaigns
    .flatMap(({ id }) => world.enrolmentsOf(id))
    .flatMap(({ thread }) => thread.flatMap((message) => (message.kind === "REPLY" ? [message] : [])));
  const signed = replies.filter(({ text, fromName }) => text.includes(`\n${fromName}\n`));
  expect(signed.length).toBeGreaterThan(0);
  expect(signed.length).toBeLessThan(replies.length);
});
