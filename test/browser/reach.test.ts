import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { describeInBrowser, pageBench } from "./page-bench.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const VIEWS = ["", "#account", "#faults", "#numbers", "#log", "#runs", "#api"] as const;

/** What on the page is wider than its place and cannot be scrolled to by itself. */
const WIDER = `[document.documentElement, ...document.querySelectorAll("main, .detail, .thread, .panel, .card, .mail")]
  .filter((element) => element.scrollWidth > Math.min(element.clientWidth + 1, 390))
  .map((element) => element.className || element.tagName)`;

/** Names of events in the list that do not fit into their place. */
const CUT = `[...document.querySelectorAll(".row .event")]
  .filter((element) => element.scrollWidth > element.clientWidth)
  .map((element) => element.textContent)`;

describeInBrowser("the page", () => {
  const bench = pageBench();

  function fill(): string {
    bench.answers.push((_request, response) =>
      response.writeHead(500, { "content-type": "text/html" }).end("<h1>no</h1>"),
    );
    const [event] = bench.mock.emit({ eventType: "EMAIL_REPLY" });
    bench.mock.emit({ eventType: "EMAIL_ACCOUNT_DISCONNECTED" });
    bench.mock.faults.arm({ kind: "timeout", attempt: 2 });
    return event?.deliveries[0] ?? "";
  }

  it("is used with the keyboard alone", async () => {
    const page = await bench.open();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await page.getByText("Nothing has been sent yet").waitFor();
    await press("t", "Enter");
    await page
      .getByRole("option", { name: /EMAIL_REPLY/ })
      .getByText("200")
      .waitFor();
    await press("t", "ArrowUp", "Enter");
    await expect.poll(() => page.getByRole("option").count()).toBe(3);
    await press("j", "j");
    await expect.poll(() => page.locator(".row[aria-selected=true]").textContent()).toContain("EMAIL_REPLY");
    await press("Enter");
    await page.getByRole("region", { name: "Payload" }).waitFor();
    await press("r");
    await page.getByText(/sent again with the same request id/).waitFor();
    await press("k");
    await page.locator(".detail-title").getByText("EMAIL_LINK_CLICK").waitFor();
    await press("Escape", "/");
    expect(await page.evaluate("document.activeElement.id")).toBe("query");
    await page.keyboard.type("type:EMAIL_REPLY");
    await press("Enter");
    await expect.poll(() => page.getByRole("option").count()).toBe(2);
    await press("Escape");
    await expect.poll(() => page.getByRole("option").count()).toBe(4);
    await press("3", "a");
    await page.keyboard.type("timeout:attempt=1");
    await press("Enter");
    await page.getByText("timeout:attempt=1", { exact: true }).waitFor();
    await press("Tab");
    await page.evaluate("document.activeElement.blur()");
    await press("X");
    await page.getByText("No fault is active.").waitFor();
    await press("?");
    await page.getByRole("dialog", { name: "Signs and keys" }).waitFor();
    await press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    // Every control has its turn, in the order in which it stands.
    await page.evaluate("document.activeElement.blur()");
    await press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the content");
  });

  it("is not blank where the browser's language is no language tag, as of a POSIX locale", async () => {
    const page = await bench.open();
    await page.addInitScript(
      'Object.defineProperty(navigator, "language", { value: "en-US@posix", configurable: true })',
    );
    await page.goto(`${bench.server.url}/#numbers`);
    await page.reload();
    await page.getByRole("img").first().waitFor();
  });

  it("fits 390 pixels: nothing is wider, and a delivery is opened and left again", async () => {
    const id = fill();
    const { campaign_id, lead_email } = bench.mock.deliveries.get(id) ?? {};
    const thread = `#lead/${campaign_id}/${lead_email}`;
    const page = await bench.open({ viewport: { width: 390, height: 780 } });
    for (const path of [...VIEWS, thread, `#${id}`]) {
      await page.goto(`${bench.server.url}/${path}`);
      await page.locator("main").waitFor();
      await page.evaluate("new Promise((done) => setTimeout(done, 150))");
      expect(await page.evaluate(WIDER), path).toEqual([]);
    }
    await page.getByRole("button", { name: "Back to the list" }).click();
    await page.getByRole("option", { name: /EMAIL_REPLY/ }).click();
    await page.getByText(/Try 1 was answered 500/).waitFor();
    expect(await page.locator(".list-pane").isVisible()).toBe(false);
  });

  it("says on 390 pixels who, what, when with the day, and what became of a copy", async () => {
    const page = await bench.open({ viewport: { width: 390, height: 780 } });
    bench.mock.faults.arm({ kind: "duplicate" });
    bench.mock.emit({ eventType: "LEAD_CATEGORY_UPDATED" });
    const copy = page.getByRole("option").filter({ hasText: "copy" });
    for (const text of [/\d\d-\d\d \d\d:\d\d:\d\d/, /@/, "unproven", "200 success"])
      await copy.getByText(text).first().waitFor();
    expect(await page.evaluate(CUT)).toEqual([]);
    await copy.click();
    await page.getByText(/Duplicate unproven: answered 2xx; nothing shows whether the work ran twice/).waitFor();
  });

  it.each(["light", "dark"] as const)("has no serious finding of axe in any view (%s)", async (colorScheme) => {
    const id = fill();
    const page = await bench.open({ colorScheme });
    for (const path of [...VIEWS, `#${id}`]) {
      await page.goto(`${bench.server.url}/${path}`);
      await page.locator("main").waitFor();
      await expect.poll(() => page.evaluate("document.querySelectorAll('main *').length")).toBeGreaterThan(2);
      expect(await findings(page), path).toEqual([]);
    }
    for (const key of ["t", "?", ":"]) {
      await page.keyboard.press(key);
      await page.getByRole("dialog").waitFor();
      expect(await findings(page), key).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
  });

  it("follows the system's colours until a theme is chosen, and keeps the choice", async () => {
    const page = await bench.open({ colorScheme: "dark" });
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    await page.getByText("live", { exact: true }).waitFor();
    const dark = await background();
    await page.getByRole("button", { name: "Theme: system" }).click();
    const light = await background();
    expect(light).not.toBe(dark);
    await page.reload();
    await page.getByRole("button", { name: "Theme: light" }).click();
    expect(await background()).toBe(dark);
  });
});

/** What axe finds serious or critical. */
async function findings(page: Page): Promise<unknown> {
  // Not as a script of the page, which its policy would refuse.
  await page.evaluate(AXE);
  return page.evaluate(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html.slice(0, 160))]))`);
}
