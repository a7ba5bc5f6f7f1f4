import type { Settings } from "../../config/settings.ts";
import { CATALOGUE, checkNamed } from "../../harness/verify/catalogue.ts";
import { CHECK_GROUPS } from "../../harness/verify/check.ts";
import { EXIT_STOPPED } from "../../reports/assemble.ts";
import type { CommandContext } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { say } from "../io.ts";
import { jsonText } from "../output/stdout-json.ts";
import { paintFor } from "../output/terminal-paint.ts";
import { endSoon, stopSignals } from "../process/stop-signals.ts";

/** Judges a receiver and reports the findings; the exit codes are in PRODUCT §5. */
export async function verify(context: CommandContext): Promise<number> {
  const { settings, io } = context;
  if (settings.values.list === true) return list(context);
  if (settings.values.explain !== undefined) return explain(context, settings.values.explain);
  const { runVerify } = await import("../verify/verify-session.ts");
  const controller = new AbortController();
  const stop = stopSignals(io, () => {});
  void stop.asked.then(() => controller.abort());
  try {
    return await runVerify(context, controller.signal);
  } finally {
    stop.release();
    if (controller.signal.aborted) endSoon(io, EXIT_STOPPED);
  }
}

function list({ settings, io }: CommandContext): number {
  if (isJson(settings)) {
    const checks = CATALOGUE.map(({ id, group, title, how, source, hint }) => ({
      id,
      group,
      title,
      how,
      source,
      hint,
    }));
    say(io.stdout, jsonText({ checks }));
    return EXIT.good;
  }
  const paint = paintFor(io.stdout, io.env);
  const width = Math.max(...CATALOGUE.map(({ id }) => id.length));
  for (const { id, title, about } of CHECK_GROUPS) {
    say(io.stdout, paint("strong", `${id} ${title}: ${about}`));
    for (const check of CATALOGUE.filter(({ group }) => group === id)) {
      say(io.stdout, `  ${check.id.padEnd(width)}  ${check.title}`);
    }
  }
  return EXIT.good;
}

function explain({ settings, io }: CommandContext, name: string): number {
  const { id, group, title, how, source, hint } = checkNamed(name);
  if (isJson(settings)) {
    say(io.stdout, jsonText({ id, group, title, how, source, hint }));
    return EXIT.good;
  }
  const paint = paintFor(io.stdout, io.env);
  const lines: readonly (readonly [string, string])[] = [
    ["What is sent, and graded", how],
    ["Where the rule comes from", source],
    ["How to fix it", hint],
    ["By itself", `smartlead-mock verify --only ${id} --target …`],
  ];
  say(io.stdout, paint("strong", `${id}: ${title}`));
  for (const [label, text] of lines) say(io.stdout, `${paint("quiet", `${label}:`)} ${text}`);
  return EXIT.good;
}

function isJson({ values }: Settings): boolean {
  return values.json === true;
}
