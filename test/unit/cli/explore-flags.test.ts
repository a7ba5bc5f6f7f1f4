import { expect, it } from "vitest";
import { searchLimitsOf } from "../../../src/cli/explore/explore-session.ts";
import type { Io } from "../../../src/cli/io.ts";
import { readCommandLine } from "../../../src/cli/program.ts";
import { stateOf } from "../../../src/cli/receiver/receiver-flags.ts";
import { resolveSettings } from "../../../src/config/settings.ts";

/** The command line as `explore` gets it. */
async function asked(...words: readonly string[]) {
  const io = { env: {}, cwd: import.meta.dirname } as unknown as Io;
  const line = readCommandLine(["explore", ...words, "--", "node", "server.js"], io);
  if (line.kind !== "command") throw new Error("It was not understood.");
  const { args, command, flags } = line;
  const settings = await resolveSettings({ flags, env: io.env, cwd: io.cwd });
  return { argv: [], args, command, settings, io };
}

it("restarts the receiver within histories, unless it is to keep running", async () => {
  const limits = async (...words: readonly string[]) => searchLimitsOf((await asked(...words)).settings.values);
  expect(await limits()).toMatchObject({ areRestartsTried: true, budgetMs: 60_000 });
  expect(await limits("--keep-running")).toMatchObject({ areRestartsTried: false });
  expect(await limits("--runs", "3")).toMatchObject({ runs: 3, budgetMs: Number.POSITIVE_INFINITY });
});

it("reads the state from a URL or a command, not from both", async () => {
  expect(stateOf(await asked())).toBeNull();
  const url = stateOf(await asked("--state", "http://localhost:3000/leads/{lead}"));
  expect(url).toMatchObject({ name: "--state http://localhost:3000/leads/{lead}", isOfLead: true });
  expect(stateOf(await asked("--state-cmd", "cat leads.json"))).toMatchObject({ isOfLead: false });
  const both = await asked("--state-cmd", "cat leads.json", "--state", "http://localhost:3000/leads");
  expect(() => stateOf(both)).toThrow("use only one of them");
});
