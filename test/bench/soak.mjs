// `npm run soak [-- --minutes M] [--rate N] [--calls N] [--kills N] [--mocks N] [--seed N] [--save FILE]`: steady traffic for M minutes, then so many fuzzed calls,
// with raw sockets and readers of the stream beside them, and so many kills, shared by N mocks at once (one for each processor, unless
// said). `--minutes 0` and `--calls 0` leave one of the two out. The long run: `npm run soak -- --minutes 0 --calls 1000000 --kills 1000`.
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { soakByFuzz, together } from "./soak-fuzz.mjs";
import { soakSteadily } from "./soak-steady.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    rate: { type: "string", default: "500" },
    calls: { type: "string", default: "20000" },
    kills: { type: "string", default: "20" },
    mocks: { type: "string", default: String(Math.min(availableParallelism(), 4)) },
    seed: { type: "string", default: "1" },
    save: { type: "string" },
  },
});
const { minutes, rate, calls, kills, mocks, seed } = Object.fromEntries(
  Object.entries(values).map(([name, text]) => [name, name === "save" ? text : Number(text)]),
);
const isSteady = minutes === 0 || (await soakSteadily(minutes, rate));
const figures = calls === 0 ? null : await fuzzed();
if (figures !== null) {
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(24)} ${JSON.stringify(value)}`);
}
if (values.save !== undefined) writeFileSync(values.save, `${JSON.stringify(figures, null, 2)}\n`);
process.exitCode = isSteady && (figures === null || figures.isGood) ? 0 : 1;

/** Each mock gets its part of the calls and kills, and a seed of its own. */
async function fuzzed() {
  const parts = Array.from({ length: mocks }, (_, index) => ({
    calls: Math.floor((calls * (index + 1)) / mocks) - Math.floor((calls * index) / mocks),
    kills: Math.floor((kills * (index + 1)) / mocks) - Math.floor((kills * index) / mocks),
    seed: seed + index,
    name: mocks === 1 ? "" : `mock ${index + 1}, `,
  }));
  return together(await Promise.all(parts.map((part) => soakByFuzz(part))));
}
