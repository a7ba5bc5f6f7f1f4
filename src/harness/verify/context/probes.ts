import { exec } from "node:child_process";
import { SmartLeadMockError } from "../../../base/errors.ts";
import { printable } from "../../../base/printable.ts";
import { type Probe, probedNumber } from "../../probe/probe.ts";
import { sendPlainly } from "./plain-request.ts";

/** Real ms for a reading: a count in a database takes less. */
const PROBE_TIMEOUT_MS = 15_000;
/** Maximum bytes of a command's output; a number is shorter. */
const OUTPUT_LIMIT = 1_048_576;

/** Reads the number from a URL (`--probe`). */
export function urlProbe(
  url: string,
  connector: { readonly allowTargets: readonly string[]; readonly insecureTls: boolean },
): Probe {
  const name = `--probe ${url}`;
  return {
    read: async () => {
      const request = {
        url,
        method: "GET",
        headers: { Accept: "application/json" },
        body: null,
        timeoutMs: PROBE_TIMEOUT_MS,
      };
      const { outcome, status, error, response } = await sendPlainly(request, connector);
      if (outcome === "success") return probedNumber(response?.body ?? "", name);
      throw new SmartLeadMockError(
        "usage",
        `${name} is answered ${status ?? error ?? "nothing"}; it must answer 200 and a number.`,
      );
    },
  };
}

/** Runs a command in the shell that prints the number (`--probe-cmd`). */
export function commandProbe(command: string, cwd: string): Probe {
  const name = `--probe-cmd ${command}`;
  return {
    read: () =>
      new Promise((resolve, reject) => {
        exec(command, { cwd, timeout: PROBE_TIMEOUT_MS, maxBuffer: OUTPUT_LIMIT }, (error, stdout, stderr) => {
          try {
            if (error === null) return resolve(probedNumber(stdout, name));
            const words = printable(stderr.trim().split("\n").at(-1) ?? "");
            const why = words === "" ? error.message.split("\n")[0] : words;
            throw new SmartLeadMockError("usage", `${name} failed (${why}); it must print a number and exit with 0.`);
          } catch (failure) {
            reject(failure);
          }
        });
      }),
  };
}
