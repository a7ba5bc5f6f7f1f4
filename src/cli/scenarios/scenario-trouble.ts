import { SmartLeadMockError } from "../../base/errors.ts";
import type { OpenEnvironment, TestEnvironment } from "../../harness/scenarios/run/run-options.ts";
import { ProtocolWatch } from "../../harness/session/protocol-watch.ts";

/** Codes of a stage that cannot be opened for reasons that are no scenario's: the command, a port. */
const OF_THE_HARNESS: ReadonlySet<string> = new Set(["unreachable", "conflict", "port_in_use"]);

/**
 * Trouble of the harness is no grade (PRODUCT §8): a command that does not start, a taken port, a receiver that speaks another protocol
 * than its URL says end the whole run, for whichever scenario met them first.
 */
export class ScenarioTrouble {
  /** What ended the run; `null` while nothing has. */
  error: SmartLeadMockError | null = null;
  readonly #controller = new AbortController();
  readonly #insecureTls: boolean;
  readonly #stop: AbortSignal;

  /** What is cut short by `stop` is no trouble. */
  constructor({ insecureTls, stop }: { readonly insecureTls: boolean; readonly stop: AbortSignal }) {
    this.#insecureTls = insecureTls;
    this.#stop = stop;
  }

  /** Ends what is under way. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The same stage, watched. What a scenario says of its own receiver stays its own matter. */
  watched(open: OpenEnvironment): OpenEnvironment {
    return async (plan) => {
      const isGiven = (plan.options.target ?? null) !== null;
      const watch = new ProtocolWatch({ insecureTls: this.#insecureTls }, (error) => this.#take(error));
      let url = "";
      const openWatched = open({
        ...plan,
        setup: (receiverUrl) => {
          url = receiverUrl;
          return plan.setup(receiverUrl);
        },
        onMock: (mock) => {
          plan.onMock(mock);
          watch.follow(mock, url);
        },
      });
      try {
        const stage = await openWatched;
        return closingAfter(stage, async () => {
          await watch.settled();
          const error = isGiven ? await stage.receiver.portTrouble() : null;
          if (error !== null) this.#take(error);
        });
      } catch (error) {
        if (isGiven && error instanceof SmartLeadMockError && OF_THE_HARNESS.has(error.code)) this.#take(error);
        throw error;
      }
    };
  }

  #take(error: SmartLeadMockError): void {
    // What stops because of the first trouble is not one of its own.
    if (this.error !== null || this.#stop.aborted) return;
    this.error = error;
    this.#controller.abort();
  }
}

function closingAfter(stage: TestEnvironment, before: () => Promise<void>): TestEnvironment {
  const close = stage.close.bind(stage);
  return Object.assign(stage, {
    close: async () => {
      await before();
      await close();
    },
  });
}
