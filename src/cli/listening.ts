import { connect } from "node:net";

/** Real ms after which a target that has not accepted counts as one where nothing listens yet. */
const PROBE_TIMEOUT_MS = 300;

/** Whether something accepts connections where this URL points to. Sends nothing. */
export function isListening(target: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(target);
  const socket = connect({
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(port) || (protocol === "https:" ? 443 : 80),
    timeout: PROBE_TIMEOUT_MS,
  });
  return new Promise((resolve) => {
    const answer = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once("connect", () => answer(true));
    socket.once("timeout", () => answer(false));
    socket.once("error", () => answer(false));
  });
}
