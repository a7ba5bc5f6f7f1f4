import type { LineSource } from "../../delivery/idempotency/log-lines.ts";
import { isAccepting } from "../session/port.ts";
import { ReceiverCommand } from "../session/receiver-command.ts";
import type { VerifiedReceiver } from "./receiver.ts";

/** A receiver that was not started here. */
export function receiverAt(url: string): VerifiedReceiver {
  return {
    url,
    restart: null,
    freshOutput: () => "",
    isAccepting: () => isAccepting(new URL(url)),
    ending: () => null,
  };
}

/** A receiver that is started here. */
interface StartedReceiver extends VerifiedReceiver {
  /** The lines of its output, of every start. */
  readonly lines: LineSource;
  /** Ends it with all its child processes. Never throws. */
  stop(): Promise<void>;
}

interface CommandRequest {
  /** A text is run by the shell; words are run as they are. */
  readonly command: string | readonly string[];
  /** The URL to listen on; port 0, or `undefined`, uses a free port. */
  readonly url: string | undefined;
  /** The URL where it listens if it ignores PORT. */
  readonly usualUrl?: string | undefined;
  readonly cwd: string;
  /** The mock's address for its calls. */
  readonly mockUrl: string;
  readonly apiKey: string;
  /** Further environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Starts the receiver and waits until its port accepts connections. Throws `unreachable` with its last output, and `conflict` if another
 * program uses the port.
 */
export async function startReceiver({
  command,
  url,
  usualUrl,
  cwd,
  mockUrl,
  apiKey,
  env = {},
  signal,
}: CommandRequest): Promise<StartedReceiver> {
  const receiver = await ReceiverCommand.plan({ command, url, usualUrl, cwd, env });
  receiver.introduce({ url: mockUrl, apiKey });
  await receiver.start(signal);
  return {
    url: receiver.url,
    lines: receiver.lines,
    restart: async () => {
      await receiver.stop();
      await receiver.start(signal);
    },
    crash: async () => {
      await receiver.stop({ isAtOnce: true });
      await receiver.start(signal);
    },
    freshOutput: () => receiver.freshOutput(),
    isAccepting: () => isAccepting(new URL(receiver.url)),
    portTrouble: () => receiver.portTrouble(),
    ending: () => (receiver.isRunning ? null : "exited unexpectedly"),
    stop: () => receiver.stop(),
  };
}
