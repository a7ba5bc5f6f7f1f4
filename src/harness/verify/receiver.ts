import type { SmartLeadMockError } from "../../base/errors.ts";

/** The receiver under test, as verify needs it. */
export interface VerifiedReceiver {
  /** The URL for deliveries. */
  readonly url: string;
  /** Restarts it; `null` if it was not started here. Throws `unreachable` if it does not listen again. */
  readonly restart: (() => Promise<void>) | null;
  /** Kills it like a power failure, and restarts it; omitted if it was not started here. Throws like `restart`. */
  readonly crash?: (() => Promise<void>) | null;
  /** Its output since the last call; empty if unknown. */
  freshOutput(): string;
  /** Whether its URL accepts connections. */
  isAccepting(): Promise<boolean>;
  /** Why another program may answer at its URL; `null` if nothing shows that. Omitted if it was not started here. */
  portTrouble?(): Promise<SmartLeadMockError | null>;
  /** How it ended, in words that continue after "it"; `null` if it runs, or if unknown. */
  ending(): string | null;
}
