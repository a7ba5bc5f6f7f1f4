import type { SmartLeadMockError } from "../../base/errors.ts";

/** The receiver under test, as far as verify has to do with it. */
export interface VerifiedReceiver {
  /** Where deliveries go. */
  readonly url: string;
  /** Stops it and starts it again; `null` where it was not started by us. Throws `unreachable` when it does not come back. */
  readonly restart: (() => Promise<void>) | null;
  /** Ends it at once, as a power cut does, and starts it again; left out where it was not started by us. Throws as `restart` does. */
  readonly crash?: (() => Promise<void>) | null;
  /** What it has printed since this was last asked; empty where it cannot be known. */
  freshOutput(): string;
  /** Whether someone accepts connections at its URL. */
  isAccepting(): Promise<boolean>;
  /** Why what answers at its URL may be another program; `null` where nothing shows that. Left out where it was not started by us. */
  portTrouble?(): Promise<SmartLeadMockError | null>;
  /** How it ended, in words that continue after "it"; `null` while it runs, and where it cannot be known. */
  ending(): string | null;
}
