import { SmartLeadMockError } from "../../base/errors.ts";
import type { Sender } from "../../delivery/sender.ts";
import { createMock } from "../../mock/create-mock.ts";
import type { EnvironmentReceiver, OpenEnvironment, TestEnvironment } from "../scenarios/run/run-options.ts";
import { checkOwners, mockOptionsOf } from "../session/scenario-mock.ts";
import type { SharedEndpoint } from "../verify/context/shared-endpoint.ts";
import type { VerifiedReceiver } from "../verify/receiver.ts";

export interface SharedStageParts {
  readonly front: Pick<SharedEndpoint, "enter" | "url">;
  readonly receiver: VerifiedReceiver;
  /** Replaces sockets, for a receiver that is a function. */
  readonly sender?: () => Sender;
}

/**
 * Environments for many plays in a row: each has its own mock, and all share one running receiver and one address that it calls. An
 * environment is opened within a millisecond, while one of `run` requires a server and perhaps a process.
 */
export function sharedStage({ front, receiver, sender }: SharedStageParts): OpenEnvironment {
  return async (plan): Promise<TestEnvironment> => {
    const setup = plan.setup(receiver.url);
    const mock = createMock(await mockOptionsOf(plan, setup, receiver.url), sender?.());
    plan.onMock(mock);
    checkOwners(setup, mock);
    front.enter(mock);
    return {
      mock,
      mockUrl: front.url,
      receiver: stageReceiver(receiver),
      call: () => unsupported("calls of the API"),
      crash: async () => unsupported("a crash of the mock"),
      restart: async () => unsupported("a restart of the mock"),
      close: () => mock.close(0).catch(() => {}),
    };
  };
}

/** `receiver: restart` consists of a stop and a start; here the start does both. */
function stageReceiver(receiver: VerifiedReceiver): EnvironmentReceiver {
  return {
    kind: receiver.restart === null ? "url" : "command",
    url: receiver.url,
    requests: () => null,
    output: () => "",
    portTrouble: async () => (await receiver.portTrouble?.()) ?? null,
    start: async () => {
      if (receiver.restart === null) unsupported("a restart of a receiver that runs elsewhere");
      await receiver.restart();
    },
    stop: async () => {},
    script: () => unsupported("a script for the receiver"),
  };
}

function unsupported(what: string): never {
  throw new SmartLeadMockError("internal", `A history of explore holds ${what}.`);
}
