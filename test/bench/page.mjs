// The console in a browser, fed at 5,000 deliveries a second: what it costs the page's main thread, and whether its memory stays.
// `BENCH_UI_SECONDS=600` feeds it for ten minutes; `CHROMIUM_PATH` names a browser.
import { existsSync } from "node:fs";
import sparticuz from "@sparticuz/chromium";
import { chromium } from "playwright-core";
import { ms } from "./figures.mjs";
import { median, startProgram } from "./processes.mjs";

const PER_SECOND = 5_000;
const ROWS = 10_000;
const SECONDS = Number(process.env.BENCH_UI_SECONDS ?? 60);
const PATH = process.env.CHROMIUM_PATH ?? ["/usr/bin/chromium"].find(existsSync) ?? (await sparticuz.executablePath());

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export async function benchPage(row) {
  const browser = await chromium.launch({
    executablePath: PATH,
    args: ["--no-sandbox", "--disable-gpu", "--lang=en-US"],
    env: { ...process.env, LANG: "en_US.UTF-8" },
  });
  try {
    await benchFirstLook(row, browser);
    await benchFed(row, browser);
  } finally {
    await browser.close();
  }
}

async function benchFirstLook(row, browser) {
  const feeder = await startProgram("ui-feeder.mjs", ["0"]);
  const opened = [];
  for (let run = 0; run < 5; run += 1) {
    const page = await browser.newPage();
    const at = performance.now();
    await page.goto(feeder.first.url);
    await page.getByText("live", { exact: true }).waitFor();
    opened.push(performance.now() - at);
    await page.close();
  }
  await feeder.stop();
  row("first look of the page", ms(median(opened)), "-", "-", "under 900 ms");
}

async function benchFed(row, browser) {
  const feeder = await startProgram("ui-feeder.mjs", [String(PER_SECOND)]);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(feeder.first.url);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const metrics = async () => {
    const { metrics: list } = await session.send("Performance.getMetrics");
    return new Map(list.map(({ name, value }) => [name, value]));
  };
  // Until the list is full, so that what is measured is what goes on for hours.
  await pause(((ROWS * 2) / PER_SECOND) * 1_000);
  const before = await metrics();
  const startedAt = performance.now();
  const heap = [];
  for (let second = 0; second < SECONDS; second += 1) {
    await pause(1_000);
    heap.push((await metrics()).get("JSHeapUsedSize") / 1e6);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const after = await metrics();
  const { fed } = await feeder.ask({});
  const share = (name) => (((after.get(name) - before.get(name)) / seconds) * 100).toFixed(0);
  const rows = await page.locator(".list-viewport .row").count();
  await page.close();
  await feeder.stop();
  const third = Math.floor(heap.length / 3);
  const [early, late] = [median(heap.slice(0, third)), median(heap.slice(-third))];
  row(
    `page at ${PER_SECOND} deliveries a second: its main thread, of which scripts`,
    `${share("ThreadTime")} %, ${share("ScriptDuration")} %`,
    `${rows} rows of ${ROWS.toLocaleString("en")} drawn`,
    "-",
    "under 40 %",
  );
  row(
    `its heap in the first and the last third of ${SECONDS} s`,
    `${early.toFixed(0)}, ${late.toFixed(0)} MB, at most ${Math.max(...heap).toFixed(0)}`,
    `${fed.toLocaleString("en")} deliveries`,
    "-",
    "flat",
  );
}
