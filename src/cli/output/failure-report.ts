import { type ErrorCode, SmartLeadMockError } from "../../base/errors.ts";
import { safeText } from "../../base/safe-text.ts";
import { EXIT, EXIT_OF_ERROR } from "../exit-codes.ts";
import { type Io, say } from "../io.ts";
import { jsonText } from "./stdout-json.ts";

/** Prints one sentence on stderr, and with `--json` also an object on stdout; the stack only with `--debug`. Returns the exit code. */
export function reportFailure(
  error: unknown,
  how: { readonly io: Io; readonly json: boolean; readonly debug: boolean },
): number {
  const { io } = how;
  const code: ErrorCode = error instanceof SmartLeadMockError ? error.code : "internal";
  // Several errors get a line each; outside text cannot break a line.
  const lines = sentenceOf(error)
    .split("\n")
    .map((line) => safeText(line));
  const message = lines.join("\n");
  if (how.json) say(io.stdout, jsonText({ error: { code, message } }));
  for (const line of lines) say(io.stderr, `smartlead-mock: ${line}`);
  if (how.debug && error instanceof Error) io.stderr.write(stackOf(error));
  return EXIT_OF_ERROR[code] ?? EXIT.failed;
}

function sentenceOf(error: unknown): string {
  if (error instanceof SmartLeadMockError && error.code !== "internal") return error.message;
  const text = error instanceof Error ? error.message : String(error);
  return `This is a bug in smartlead-mock (${text}); --debug shows where.`;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `Caused by: ${error.cause.stack ?? error.cause.message}` : "";
  const lines = `${error.stack ?? error.message}\n${cause}`.trim().split("\n");
  return lines.map((line) => `${safeText(line)}\n`).join("");
}
