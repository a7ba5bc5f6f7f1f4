import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { freshRun } from "../../base/ids.ts";
import { DEFAULT_SEED } from "../../base/random.ts";
import { formatDuration } from "../../base/time/duration.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import { ENGINES, type Engine, exportFiles, MANIFEST } from "../../harness/load/export-files.ts";
import { exportRows, MAX_EXPORTED, partsOf } from "../../harness/load/export-rows.ts";
import type { CommandContext } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { say } from "../io.ts";
import { mockOptionsOfSettings } from "../mock-options.ts";
import { jsonText } from "../output/stdout-json.ts";
import { mustBeHttp } from "../receiver/receiver-url.ts";
import { VERSION } from "../version.ts";

const USUAL = { rate: 50, forMs: 30_000, out: "load" } as const;

/** Writes scripts and rows for a load engine, and the manifest with which a mock joins the run. */
export async function exportLoad(context: CommandContext): Promise<number> {
  const { settings, io, args } = context;
  const { values } = settings;
  const engine = engineOf(args[0]);
  const target = targetOf(context);
  const { rate = USUAL.rate, for: forMs = USUAL.forMs, generators = 1 } = values;
  const count = countOf(rate, forMs);
  const out = folderOf(context);
  const seed = values.seed ?? DEFAULT_SEED;
  const run = values.run ?? freshRun();
  const startsAt = values.now ?? systemTime.epochMs();
  const options = { ...mockOptionsOfSettings(settings), seed, run: `${run}-load` };
  const rows = await exportRows({ options, target, rate, count, seed, startsAt });
  const head = { engine, version: VERSION, target, seed, run, rate, forMs };
  const files = exportFiles(head, partsOf(rows, generators));
  mkdirSync(out, { recursive: true });
  const stale = removeStale(out, files);
  for (const { name, text } of files) writeFileSync(join(out, name), text);
  const shown = values.out ?? USUAL.out;
  if (values.json === true) {
    say(
      io.stdout,
      jsonText({
        ...head,
        out: shown,
        generators,
        requests: count,
        files: files.map(({ name }) => name),
        removed: stale,
      }),
    );
    return EXIT.good;
  }
  if (stale.length > 0) say(io.stdout, `Removed ${stale.length} files of an earlier export: ${stale.join(", ")}.`);
  for (const line of nextLines({ engine, shown, generators, count })) say(io.stdout, line);
  return EXIT.good;
}

function engineOf(name: string | undefined): Engine {
  const engine = ENGINES.find((known) => known === name?.toLowerCase());
  if (engine !== undefined) return engine;
  const meant = name === undefined ? null : didYouMean(name, ENGINES);
  throw usage(
    `export writes for ${ENGINES.join(" and ")}${name === undefined ? "; name one of them." : `, not for ${name}${meant === null ? "." : `; did you mean ${meant}?`}`}`,
  );
}

function targetOf({ settings: { values, nameOf } }: CommandContext): string {
  const { target } = values;
  if (target === undefined || target === "none")
    throw usage(
      "export needs --target URL, where the generators send: http://receiver.internal:3000/webhooks/smartlead.",
    );
  mustBeHttp(target, nameOf("target"));
  return target;
}

function countOf(rate: number, forMs: number): number {
  const count = Math.round((rate * forMs) / 1_000);
  if (count >= 1 && count <= MAX_EXPORTED) return count;
  throw usage(
    `--rate ${rate} --for ${formatDuration(forMs)} make ${count} requests, but one export has 1 to ${MAX_EXPORTED}; make several exports, each with its own --run.`,
  );
}

/** Throws `usage` for a folder that holds other files. */
function folderOf({ settings: { values }, io }: CommandContext): string {
  const out = resolve(io.cwd, values.out ?? USUAL.out);
  const isOurs = !existsSync(out) || existsSync(join(out, MANIFEST)) || readdirSync(out).length === 0;
  if (isOurs || values.force === true) return out;
  throw usage(`--out ${values.out ?? USUAL.out} has other files in it; name another folder, or use --force.`);
}

/** Names of the files that an export writes. */
const OWN_FILE = /^(?:load-\d+\.(?:js|yml)|processor-\d+\.mjs|rows-\d+\.json)$/;

/**
 * Removes files of an earlier export with more generators, or for the other engine, so that no one sends them. It requires a manifest,
 * which shows that the folder is an export.
 */
function removeStale(out: string, files: readonly { readonly name: string }[]): readonly string[] {
  if (!existsSync(join(out, MANIFEST))) return [];
  const stale = readdirSync(out).filter((name) => OWN_FILE.test(name) && files.every((file) => file.name !== name));
  for (const name of stale) rmSync(join(out, name));
  return stale.sort();
}

interface Written {
  readonly engine: Engine;
  readonly shown: string;
  readonly generators: number;
  readonly count: number;
}

function nextLines({ engine, shown, generators, count }: Written): readonly string[] {
  const line = engine === "k6" ? `k6 run ${shown}/load-1.js` : `npx artillery run ${shown}/load-1.yml`;
  const several = generators === 1 ? "" : `, and the same with ${others(generators)} on other machines`;
  return [
    `Wrote ${count} requests for ${generators === 1 ? "one generator" : `${generators} generators`} into ${shown}.`,
    "Count what your receiver does for them:",
    "  smartlead-mock start --target none",
    `  smartlead-mock load --join ${shown}/${MANIFEST}`,
    `Then send them${several}:`,
    `  SMARTLEAD_MOCK_URL=http://127.0.0.1:7627 ${line}`,
  ];
}

function others(generators: number): string {
  return generators === 2 ? "load-2" : `load-2 to load-${generators}`;
}

function usage(sentence: string): SmartLeadMockError {
  return new SmartLeadMockError("usage", sentence);
}
