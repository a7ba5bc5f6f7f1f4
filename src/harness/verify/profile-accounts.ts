import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import type { Lags } from "../probe/evidence-lags.ts";
import type { CheckContextParts } from "./context/check-context.ts";
import { Account } from "./context/check-mock.ts";
import type { Rest } from "./context/rest.ts";
import { Naming } from "./profile-naming.ts";
import { fullTimeoutOf } from "./verify-settings.ts";

const SALT = "profile";
/** Ms before the run's own time at which events happen that are not among its own. */
const APART_MS = 3_600_000;

export type ProfileParts = Omit<CheckContextParts, "known">;

interface Requested {
  readonly dialect: DialectName;
  readonly salt: string;
  readonly tries?: number;
  readonly concurrency?: number;
  /** It depends on how fast the machine is whether it is needed: it takes none of the run's times. */
  readonly isApart?: boolean;
  /** Waits for effects while another account speaks. */
  readonly rest?: Rest;
}

/** The accounts by which a receiver is profiled: each is opened for one question, as what is known by then allows. */
export class ProfileAccounts {
  readonly parts: ProfileParts;
  readonly lags: Lags;
  readonly naming = new Naming();
  /** Requests at once that make none of them wait, nor fail. */
  concurrency = 1;

  constructor(parts: ProfileParts) {
    this.parts = parts;
    this.lags = parts.lags;
  }

  /** The caller closes it. */
  open({ salt, ...requested }: Requested): Account {
    const { settings, front, meter, eventTimes } = this.parts;
    return new Account({
      settings,
      front,
      meter,
      lags: this.lags,
      salt: `${settings.run}/${SALT}/${requested.dialect}/${salt}`,
      minTimeoutMs: fullTimeoutOf(settings),
      ...(this.naming.isNameless ? { backlog: this.parts.backlog } : {}),
      concurrency: this.concurrency,
      ...(requested.isApart === true
        ? { startsAt: settings.now - APART_MS }
        : { startsAt: eventTimes.startOfAccount(settings.now), eventTimes }),
      ...requested,
    });
  }

  /** Closes it when the question is answered. */
  async using<Value>(requested: Requested, act: (account: Account) => Promise<Value>): Promise<Value> {
    const account = this.open(requested);
    try {
      return await act(account);
    } finally {
      await account.close();
    }
  }
}
