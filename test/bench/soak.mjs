// `npm run soak [-- --minutes M] [--rate N] [--calls N] [--kills N] [--seed N] [--save FILE]`: steady traffic for M minutes, then so many fuzzed calls,
// with raw sockets and readers of the stream beside them, and so many kills. `--minutes 0` and `--calls 0` leave one of the two out.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { soakByFuzz } from "./soak-fuzz.mjs";
import { soakSteadily } from "./soak-steady.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "10" },
    rate: { type: "string", default: "500" },
    calls: { type: "string", default: "20000" },
    kills: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    save: { type: "string" },
  },
});
const { minutes, rate, calls, kills, seed } = Object.fromEntries(
  Object.entries(values).map(([name, text]) => [name, name === "save" ? text : Number(text)]),
);
const isSteady = minutes === 0 || (await soakSteadily(minutes, rate));
const figures = calls === 0 ? null : await soakByFuzz({ calls, kills, seed });
if (values.save !== undefined) writeFileSync(values.save, `${JSON.stringify(figures, null, 2)}\n`);
process.exitCode = isSteady && (figures === null || figures.isGood) ? 0 : 1;
