import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { loadScenarios } from "../../../src/harness/scenarios/loading/load-scenarios.ts";
import type { Performed, RunOptions } from "../../../src/harness/scenarios/run/run-options.ts";
import { runScenario } from "../../../src/harness/scenarios/run/run-scenario.ts";
import { freePort } from "../../../src/harness/session/port.ts";
import { openEnvironment } from "../../../src/harness/session/test-environment.ts";
import { type SampleName, type SampleOptions, startSample } from "../receivers/sample-receiver.ts";

/** What a receiver checks signatures with, where a scenario needs one. */
export const SECRET = "whsec_test";

export type Play = Partial<Omit<RunOptions, "openStage" | "version">>;

/** The one scenario of a name or file. */
async function load(nameOrPath: string) {
  const [loaded] = await loadScenarios(nameOrPath, { cwd: process.cwd() });
  if (loaded === undefined) throw new Error(`${nameOrPath} holds no scenario.`);
  return loaded;
}

export async function play(name: string, options: Play = {}): Promise<Performed> {
  return runScenario(await load(name), { run: "test", version: "test", openEnvironment, ...options });
}

/** Plays a scenario of the library on a sample receiver that runs in this process and reports its effects to the mock. */
export async function playOnSample(
  name: string,
  sample: SampleName,
  { sampleOptions = {}, ...options }: Play & { readonly sampleOptions?: SampleOptions } = {},
): Promise<Performed> {
  const port = await freePort();
  const mockUrl = `http://127.0.0.1:${port}`;
  const receiver = await startSample(sample, {
    effectsUrl: mockUrl,
    apiBase: `${mockUrl}/api/v1`,
    secret: SECRET,
    ...sampleOptions,
  });
  try {
    const target = { kind: "url", url: receiver.url } as const;
    return await play(name, { target, port, mock: { signingSecret: SECRET }, ...options });
  } finally {
    await receiver.close();
  }
}

export interface SampleCommand {
  readonly file: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The correct sample with a file in which its request ids outlive a restart. */
export function correctCommand(): SampleCommand {
  const folder = mkdtempSync(join(tmpdir(), "smartlead-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { file: "correct.mjs", env: { STORE: join(folder, "ids") } };
}

/** Plays it on a sample receiver that is started and stopped as a program. */
export function playWithCommand(
  name: string,
  { file, env = {} }: SampleCommand,
  options: Play = {},
): Promise<Performed> {
  const path = fileURLToPath(new URL(`../../../fixtures/receivers/${file}`, import.meta.url));
  const settings = Object.entries(env).map(([key, value]) => `${key}=${value}`);
  return play(name, { target: { kind: "command", command: ["env", ...settings, process.execPath, path] }, ...options });
}
