import type { LineSource } from "../../delivery/idempotency/log-lines.ts";
import { isAccepting } from "../session/port.ts";
import { ReceiverCommand } from "../session/receiver-command.ts";
import type { VerifiedReceiver } from "./receiver.ts";

/** A receiver that runs by itself. */
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
  /** What it prints, line by line, of every start. */
  readonly lines: LineSource;
  /** Ends it with everything that it started. Never throws. */
  stop(): Promise<void>;
}

interface CommandRequest {
  /** A text goes through the shell; words are run as they are. */
  readonly command: string | readonly string[];
  /** Where it is to listen; port 0, or `undefined`, takes a free one. */
  readonly url: string | undefined;
  /** Where it may listen instead, taking no notice of PORT. */
  readonly usualUrl?: string | undefined;
  readonly cwd: string;
  /** The mock's address that it may call. */
  readonly mockUrl: string;
  readonly apiKey: string;
  /** Further environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Starts the receiver and waits until its port accepts. Throws `unreachable` with its last words, and `conflict` when someone else has the port. */
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
