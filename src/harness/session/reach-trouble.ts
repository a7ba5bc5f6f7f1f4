import { maskSecrets } from "../../base/mask-secrets.ts";
import { isAccepting } from "./port.ts";
import { nameTrouble, tlsTrouble } from "./target-trouble.ts";

export interface ReachOptions {
  /** The command could start the receiver by itself (`-- COMMAND`). */
  readonly takesCommand?: boolean;
  /** Any certificate is accepted. */
  readonly insecureTls?: boolean;
}

/**
 * Why a receiver cannot be reached, in a sentence, or `null`: its name does not resolve, it does not accept connections, or it cannot
 * be spoken to by TLS. No request is sent. A port whose queue is full, which answers nothing at all, counts as not there.
 */
export async function reachTrouble(target: string, options: ReachOptions = {}): Promise<string | null> {
  const { takesCommand = false, insecureTls = false } = options;
  const trouble = await nameTrouble(target);
  if (trouble !== null) return trouble;
  if (!(await isAccepting(new URL(target)))) {
    const other = takesCommand ? ", or give its command after `--`" : "";
    return `Nothing accepts connections at ${maskSecrets(target)}; start the receiver first${other}.`;
  }
  return tlsTrouble(target, { insecureTls });
}
