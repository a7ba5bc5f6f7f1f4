import { text } from "node:stream/consumers";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { describeInBrowser, pageBench } from "./page-bench.ts";

describeInBrowser("on the page", () => {
  const bench = pageBench();

  /** The page on a delivery of this type. */
  async function openDelivery(eventType: "EMAIL_REPLY" | "EMAIL_OPEN" = "EMAIL_REPLY"): Promise<Page> {
    const [event] = bench.mock.emit({ eventType });
    const page = await bench.open({ path: `#${event?.deliveries[0]}` });
    await page.getByRole("region", { name: "Payload" }).waitFor();
    return page;
  }
  const said = (page: Page, text: string | RegExp) => page.locator(".notice-place").getByText(text).waitFor();
  const deliveries = () => bench.mock.deliveries.list({}, { limit: 10 }).data;

  it("a delivery is sent again, as new, twice and edited", async () => {
    const page = await openDelivery();
    const [first] = deliveries();
    await page.getByRole("button", { name: "Send again r" }).click();
    await said(page, "EMAIL_REPLY was sent again with the same request id.");
    await page.getByRole("button", { name: "As new R" }).click();
    await said(page, "EMAIL_REPLY was sent again with a new request id.");
    await page.getByRole("button", { name: "Twice d" }).click();
    await said(page, /sent twice at once/);
    await page.getByRole("button", { name: "Edit e" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox").fill('{"broken');
    await dialog.getByRole("button", { name: "Send" }).click();
    await dialog.getByText("The body is not valid JSON, so it was not sent.").waitFor();
    await dialog.getByRole("textbox").fill('{"event_type":"EMAIL_REPLY","own":1}');
    await dialog.getByRole("button", { name: "Send" }).click();
    await said(page, /sent as edited/);
    const again = deliveries().filter(({ resent_from }) => resent_from === first?.id);
    expect(again.map(({ request_id }) => request_id === first?.request_id)).toEqual([false, true, true, false, true]);
    expect(bench.mock.deliveries.get(again[0]?.id ?? "")?.request?.body).toBe('{"event_type":"EMAIL_REPLY","own":1}');
    await bench.mock.settled();
    await page.getByRole("button", { name: /^unproven 3/ }).waitFor();
  });

  it("two deliveries and two dialects are compared, and Back goes back to the details", async () => {
    bench.mock.emit({ eventType: "EMAIL_REPLY" });
    const page = await openDelivery();
    const address = page.url();
    await page.getByRole("button", { name: "Compare v" }).click();
    const dialog = page.getByRole("dialog", { name: "Compare" });
    await dialog.getByRole("option", { name: /this and the previous EMAIL_REPLY/ }).click();
    const comparison = page.getByRole("article", { name: "Comparison" });
    await comparison.getByText("EMAIL_REPLY: this delivery and the one before it").waitFor();
    await expect.poll(() => comparison.locator(".diff-removed.json-row").count()).toBeGreaterThan(0);
    expect(page.url()).toBe(address);
    await page.keyboard.press("Escape");
    await page.keyboard.press("v");
    await dialog.getByRole("combobox", { name: "Find" }).fill("guide live");
    await page.keyboard.press("Enter");
    await comparison.getByText(/^\+ live/).waitFor();
    expect(await comparison.locator(".diff-added.json-row").allTextContents()).toContainEqual(
      expect.stringContaining("sl_email_lead_id"),
    );
    await page.getByRole("button", { name: "Back", exact: true }).click();
    await page.getByRole("region", { name: "Payload" }).waitFor();
  });

  it("a command is found by its words, and the list narrowed to what a row is about", async () => {
    bench.answers.push((_request, response) => response.writeHead(422).end());
    bench.mock.emit({ eventType: "EMAIL_OPEN" });
    await bench.mock.settled();
    bench.mock.emit({ eventType: "EMAIL_REPLY" });
    const page = await bench.open();
    const options = page.getByRole("listbox", { name: /^Deliveries/ }).getByRole("option", { name: /EMAIL_/ });
    await expect.poll(() => options.count()).toBe(2);
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox", { name: "Find" }).fill("last failure");
    await page.keyboard.press("Enter");
    await page.getByRole("option", { name: /EMAIL_OPEN/, selected: true }).waitFor();
    await page.keyboard.press("=");
    await page
      .getByRole("dialog")
      .getByRole("option", { name: /status:422/ })
      .click();
    await expect.poll(() => options.count()).toBe(1);
    await page.keyboard.press("=");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await options.count()).toBe(1);
  });

  it("a delivery is copied as a curl line and as a link, and saved as files", async () => {
    const page = await openDelivery();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy curl y" }).click();
    await said(page, /Copied a curl command to the clipboard/);
    const clipboard = () => page.evaluate("navigator.clipboard.readText()");
    await expect.poll(clipboard).toMatch(/curl .*X-Request-Id/s);
    await page.getByRole("button", { name: "Copy link" }).click();
    await expect.poll(clipboard).toBe(page.url());
    await page.locator("[data-action=save]").click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: /^scenario/ }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^EMAIL_REPLY-\w+\.yaml$/);
    expect(await text(await download.createReadStream())).toContain("emit: EMAIL_REPLY");
  });

  it("an event happens in the campaign and to the lead that were chosen", async () => {
    const page = await bench.open();
    await page.getByRole("banner").getByRole("button", { name: "Trigger t" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Campaign" }).selectOption("3600002");
    const lead = bench.mock.world.lead(bench.mock.world.enrolmentsOf(3600002)[0]?.leadId ?? 0)?.email ?? "";
    await dialog.getByRole("combobox", { name: "Lead" }).fill(lead);
    await dialog.getByRole("textbox", { name: "How often" }).fill("2");
    await dialog.getByRole("button", { name: "Trigger" }).click();
    await said(page, "2 × EMAIL_REPLY: 2 deliveries on the way.");
    expect(deliveries().map(({ campaign_id, lead_email }) => [campaign_id, lead_email])).toEqual([
      [3600002, lead],
      [3600002, lead],
    ]);
    await page
      .getByRole("option", { name: /EMAIL_REPLY/ })
      .first()
      .click();
    await page.getByRole("button", { name: "Lead o" }).click();
    const thread = page.locator(".thread");
    await thread.getByText(lead).first().waitFor();
    expect(await thread.locator(".mail.reply").count()).toBeGreaterThanOrEqual(2);
    expect(page.url()).toContain("#lead/3600002/");
  });

  it("a lost answer is armed with two presses, seen at work, and disarmed", async () => {
    const page = await bench.open();
    await page.getByRole("link", { name: /^Faults/ }).click();
    await page.getByRole("button", { name: "Lose the answer" }).click();
    await said(page, /^Armed: The receiver answers, but the answer is lost/);
    bench.mock.emit({ eventType: "EMAIL_OPEN" });
    await page.getByText("applied 1×").waitFor();
    await page.getByRole("combobox", { name: "Kind" }).selectOption("delay");
    await page.getByRole("button", { name: "by", exact: true }).click();
    await page.getByRole("textbox", { name: "Rule" }).pressSequentially("5m");
    await page.getByRole("button", { name: "Arm", exact: true }).click();
    await page.getByText("delay:by=5m", { exact: true }).waitFor();
    await page.getByRole("textbox", { name: "Rule" }).fill("nonsense");
    await page.getByRole("button", { name: "Arm", exact: true }).click();
    await said(page, /nonsense/);
    await page.getByRole("button", { name: "Disarm all X" }).click();
    await page.getByText("No fault is active.").waitFor();
    expect(bench.mock.faults.list()).toEqual([]);
    await page.locator("main").click({ position: { x: 4, y: 400 } });
    await page.keyboard.press("L");
    await page.getByText("lost-response:attempt=1,limit=1", { exact: true }).waitFor();
  });

  it("the clock moves to the next try, by so much, and the traffic runs", async () => {
    bench.answers.push((_request, response) => response.writeHead(503).end());
    const page = await openDelivery("EMAIL_OPEN");
    await page.keyboard.press("n");
    await page.getByText("It took 2 tries.").waitFor();
    await page.locator(".clock summary").click();
    await page.getByRole("textbox", { name: "Move on by" }).fill("2h");
    await page.getByRole("button", { name: "Move", exact: true }).click();
    await said(page, /The clock is at 2026-01-05T11:01/);
    await page.getByRole("textbox", { name: "Events per second" }).fill("5");
    await page.getByRole("button", { name: "Set", exact: true }).click();
    await said(page, "Traffic runs: 5 events per second.");
    expect(bench.mock.state().rate).toBe(5);
  });

  it("who shadows whom, numbers, log and runs are told", async () => {
    const events = { EMAIL_REPLY: true } as const;
    const [target] = bench.mock.webhooks.list();
    const own = { name: "<i>own</i>", url: target?.url ?? "", level: "campaign", campaignId: 3600001 } as const;
    bench.mock.webhooks.create({ ...own, eventTypeMap: events });
    const page = await bench.open({ path: "#account" });
    await page.getByText("<i>own</i>").waitFor();
    await page.getByText("gets 0 of 1").waitFor();
    await page.getByRole("cell", { name: "3600001" }).waitFor();
    bench.mock.emit({ eventType: "EMAIL_REPLY", campaignId: 3600001 });
    await bench.mock.settled();
    await page.keyboard.press("1");
    await page.getByText("shadowed 1").waitFor();
    await page.keyboard.press("4");
    await page.getByRole("img", { name: /Attempts per second/ }).waitFor();
    expect(await page.locator(".uplot canvas").count()).toBe(1);
    await page.getByText("of 1 attempts").waitFor();
    await page.keyboard.press("5");
    await page.getByText(/webhook \d+ "<i>own<\/i>" \(campaign level\) was created/).waitFor();
    const place = { check: "SL-4.1", title: "The duplicate is recognized", group: "Idempotency", number: 1, of: 2 };
    bench.mock.journal.append({ type: "check.started", ...place });
    await page.getByRole("link", { name: /^Runs 1\/2/ }).click();
    await page.getByText("0 of 2 checks").waitFor();
    const reason = "It answered 200, and the work ran twice.";
    bench.mock.journal.append({ type: "check.finished", ...place, grade: "fail", reason, duration_ms: 12 });
    await page.getByText(reason).waitFor();
    const step = { scenario: "lost answer", step: 1, path: "steps[0]", name: "emit EMAIL_REPLY" } as const;
    bench.mock.journal.append({ type: "scenario.step", ...step, state: "begun" });
    bench.mock.journal.append({ type: "scenario.step", ...step, state: "passed" });
    await page.getByText("1 of 1 step passed").waitFor();
  });

  it("the calls of the API are found, read and tried", async () => {
    const page = await bench.open({ path: "_mock/docs" });
    await page.getByRole("searchbox", { name: "Find a call" }).fill("world leads searched");
    await page.locator(".call summary").first().click();
    const form = page.getByRole("form", { name: "Try GET /_mock/world/leads" });
    await form.getByLabel("campaign_id").fill("3600001");
    await form.getByLabel("limit").fill("1");
    await form.getByRole("button", { name: "Send" }).click();
    await form.getByText("200", { exact: true }).waitFor();
    expect(await form.getByRole("region", { name: "Answer" }).textContent()).toContain('"next_cursor": ');
    await page.getByRole("searchbox", { name: "Find a call" }).fill("POST /_mock/events");
    await page.locator(".call summary").first().click();
    const control = page.getByRole("form", { name: "Try POST /_mock/events" });
    await control.getByLabel("Body").fill('{"event_type":"EMAIL_OPEN"}');
    await control.getByRole("button", { name: "Send" }).click();
    await control.getByText("202", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: /^Deliveries/ }).click();
    await page.getByRole("option", { name: /EMAIL_OPEN/ }).waitFor();
    expect(page.url()).toBe(`${bench.server.url}/`);
    await page.goBack();
    await page.getByRole("searchbox", { name: "Find a call" }).waitFor();
  });
});
