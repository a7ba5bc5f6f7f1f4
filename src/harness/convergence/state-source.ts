/** Sources of the state that a receiver keeps. */
import { exec } from "node:child_process";
import { SmartLeadMockError } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { shellWord } from "../../base/shell-words.ts";

/** The placeholder for the lead's address in `--state` and `--state-cmd`. */
const LEAD = "{lead}";
/** Real ms that a reading may take. */
const READ_WITHIN_MS = 15_000;
/** Maximum bytes of a state: an export of all leads of a test. */
const STATE_LIMIT = 4 * 1024 * 1024;

export interface StateSource {
  /** The name in messages: `--state http://…`. */
  readonly name: string;
  /** Whether the whole text is about the requested lead. */
  readonly isOfLead: boolean;
  /** Throws `usage` if the state cannot be read. */
  read(email: string): Promise<string>;
}

/** The state source of a test: a URL, or a function that gets the lead's address; `null` if none exists. */
export function stateSource(
  said: string | ((email: string) => string | Promise<string>) | undefined,
): StateSource | null {
  if (said === undefined) return null;
  if (typeof said === "string") return urlState(said);
  return { name: "state", isOfLead: true, read: async (email) => said(email) };
}

/** Reads a URL (`--state`); `{lead}` in it is replaced with the lead's address. */
export function urlState(url: string): StateSource {
  const name = `--state ${url}`;
  return {
    name,
    isOfLead: url.includes(LEAD),
    read: async (email) => {
      const asked = url.replaceAll(LEAD, encodeURIComponent(email));
      const failed = (why: string) =>
        new SmartLeadMockError("usage", `${name} ${why}; it must answer 200 and return text that describes the state.`);
      const signal = AbortSignal.timeout(READ_WITHIN_MS);
      const response = await fetch(asked, { signal, redirect: "error" }).catch((error: unknown) => {
        throw failed(`cannot be read (${error instanceof Error ? error.message : "no answer"})`);
      });
      const text = await response.text();
      // A lead that the receiver does not know has no state.
      if (response.status === 404 && url.includes(LEAD)) return "";
      if (!response.ok) throw failed(`is answered ${response.status}`);
      return text.slice(0, STATE_LIMIT);
    },
  };
}

/** Runs a command in the shell (`--state-cmd`); it gets the lead's address as `LEAD`, and in place of `{lead}`. */
export function commandState(command: string, cwd: string): StateSource {
  const name = `--state-cmd ${command}`;
  return {
    name,
    isOfLead: command.includes(LEAD) || /\$\{?LEAD\b|%LEAD%/.test(command),
    read: (email) =>
      new Promise((resolve, reject) => {
        const quoted = shellWord(email);
        const env = { ...process.env, LEAD: email };
        const options = { cwd, env, timeout: READ_WITHIN_MS, maxBuffer: STATE_LIMIT };
        exec(command.replaceAll(LEAD, quoted), options, (error, stdout, stderr) => {
          if (error === null) return resolve(stdout);
          const words = printable(stderr.trim().split("\n").at(-1) ?? "") || error.message.split("\n")[0];
          const sentence = `${name} failed (${words}); it must print text that describes the state and exit with 0.`;
          reject(new SmartLeadMockError("usage", sentence));
        });
      }),
  };
}
