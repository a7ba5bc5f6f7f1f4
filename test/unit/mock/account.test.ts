import { describe, expect, it } from "vitest";
import { Account, type AccountCommand, type AccountState } from "../../../src/mock/durable-account.ts";
import { BY_THE_CLOCK } from "../../../src/smartlead/account/event-pace.ts";

const NOW = Date.UTC(2026, 0, 5, 9);

function anAccount() {
  const noted: AccountCommand[] = [];
  const account = new Account({
    seed: 1,
    run: "r",
    now: () => NOW,
    pace: BY_THE_CLOCK,
    plan: null,
    madeAt: NOW,
    note: (command) => noted.push(JSON.parse(JSON.stringify(command))),
    onDefect: () => {},
    announce: () => {},
  });
  return { account, noted };
}

const throughJson = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

describe("the account", () => {
  it("is made again from what was saved and the commands noted since, a reset among them", () => {
    const { account, noted } = anAccount();
    account.world.nextStep();
    const state = throughJson(account.save());
    noted.length = 0;
    const webhook = { name: "w", url: "http://w.test/", level: "user", eventTypeMap: { EMAIL_OPEN: true } } as const;
    const { id } = account.webhooks.create(webhook);
    account.world.apply("EMAIL_REPLY");
    account.reset();
    const { id: fresh } = account.webhooks.create(webhook);
    account.webhooks.update(fresh, { url: "http://other.test/" });
    account.webhooks.delete(account.webhooks.create({ ...webhook, name: "gone" }).id);
    account.world.nextStep();
    expect(noted.map(({ kind }) => kind)).toContain("reset");

    const { account: again, noted: nothing } = anAccount();
    again.restore(state);
    for (const command of noted) again.replay(command);
    expect(throughJson(again.save())).toEqual(throughJson(account.save()));
    expect([nothing, id]).toEqual([[], fresh]);
  });

  it("is refused in a sentence when a part is missing, and so is a command that is none", () => {
    const { account } = anAccount();
    const { webhooks } = throughJson(account.save());
    expect(() => account.restore({ webhooks } as AccountState)).toThrow(
      "The saved account is incomplete; choose another --data",
    );
    expect(() => account.replay({ kind: "other" } as unknown as AccountCommand)).toThrow(
      "A saved command is unknown to this version; choose another --data",
    );
  });
});
