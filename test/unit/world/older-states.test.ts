import { expect, it } from "vitest";
import { World, type WorldState } from "../../../src/smartlead/account/world.ts";

const NOW = Date.UTC(2026, 0, 5, 9);
const clock = { now: () => NOW };

it("a world that an older version saved gets what it did not have: its mails from its threads, and no CRM", () => {
  const world = new World({ seed: 4, run: "r", clock });
  const old = asFirstSaved(JSON.parse(JSON.stringify(world.save())));
  const again = new World({ seed: 4, run: "r", clock, state: old });
  const saved = again.save();
  expect(saved.records.crm.tags).toEqual([]);
  for (const { id } of world.campaigns) {
    const [before, after] = [world.enrolmentsOf(id), again.enrolmentsOf(id)];
    expect(after.map(({ mails }) => mails.map(({ statsId, stepId }) => [statsId, stepId]))).toEqual(
      before.map(({ mails }) => mails.map(({ statsId, stepId }) => [statsId, stepId])),
    );
    const replies = (list: typeof before) => list.flatMap(({ mails }) => mails.map((mail) => mail.replies));
    expect(replies(after)).toEqual(replies(before));
  }
  expect(JSON.parse(JSON.stringify(new World({ seed: 4, run: "r", clock, state: saved }).save()))).toEqual(
    JSON.parse(JSON.stringify(saved)),
  );
});

/** Takes out what the first version did not save. */
function asFirstSaved({ version: _version, ...state }: WorldState): WorldState {
  const { crm: _crm, pastMails: _bygone, ...records } = state.records;
  return {
    ...state,
    records: {
      ...records,
      mailboxes: records.mailboxes.map(({ isSuspended: _suspended, settings: _settings, ...mailbox }) => mailbox),
      clients: records.clients.map(({ credits: _credits, ...client }) => client),
      campaigns: records.campaigns.map(
        ({ subsequence: _rules, teamMemberId: _member, switches: _switches, firstMailsAt: _at, ...campaign }) => ({
          ...campaign,
          steps: campaign.steps.map(({ distribution: _distribution, ...step }) => step),
        }),
      ),
      enrolments: records.enrolments.map(({ mails: _mails, marks: _marks, ...enrolment }) => enrolment),
    } as unknown as WorldState["records"],
  };
}
