import { SmartLeadMockError } from "../../base/errors.ts";
import type { OpenEnvironment, TestEnvironment } from "../../harness/scenarios/run/run-options.ts";
import { ProtocolWatch } from "../../harness/session/protocol-watch.ts";

/** Codes of errors in opening the environment that no scenario is to blame for: the command, a port. */
const OF_THE_HARNESS: ReadonlySet<string> = new Set(["unreachable", "conflict", "port_in_use"]);

/**
 * An error of the harness is not a grade (PRODUCT §8): a command that does not start, a port in use, or a receiver that speaks another
 * protocol than its URL says end the whole run, whichever scenario meets them first.
 */
export class ScenarioTrouble {
  /** The error that ended the run; `null` if none exists. */
  error: SmartLeadMockError | null = null;
  readonly #controller = new AbortController();
  readonly #insecureTls: boolean;
  readonly #stop: AbortSignal;

  /** Work that `stop` interrupts is not an error. */
  constructor({ insecureTls, stop }: { readonly insecureTls: boolean; readonly stop: AbortSignal }) {
    this.#insecureTls = insecureTls;
    this.#stop = stop;
  }

  /** Aborts the work in progress. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Wraps the function so that its errors are noticed. Errors of a receiver that the scenario itself names stay the scenario's own. */
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
    // An error that follows from the first one is not reported.
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
