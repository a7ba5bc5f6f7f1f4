import { expect, it } from "vitest";
import { describeInBrowser, pageBench } from "./page-bench.ts";

describeInBrowser("the page", () => {
  const bench = pageBench();

  it("says at the first look where things go, and what to do", async () => {
    const page = await bench.open();
    await page.getByRole("heading", { name: "Nothing has been sent yet" }).waitFor();
    await page.getByText("live", { exact: true }).waitFor();
    const rules = await page.locator(".rules").textContent();
    expect(rules).toMatch(/^tohttp:\/\/127\.0\.0\.1:\d+\/hookpolicyguide, 3 triesdialectguide/);
    expect(await page.locator("pre").textContent()).toBe(
      `smartlead-mock trigger EMAIL_REPLY --connect ${bench.server.url}`,
    );
  });

  it("triggers an event and shows its delivery, with lead, tries and outcome", async () => {
    const page = await bench.open();
    await page.getByRole("button", { name: "Trigger", exact: false }).first().click();
    const dialog = page.getByRole("dialog", { name: "Trigger an event" });
    await dialog.getByRole("radio", { name: /EMAIL_OPEN/ }).check();
    await dialog.getByRole("button", { name: "Trigger" }).click();
    const row = page.getByRole("option", { name: /EMAIL_OPEN/ });
    await row.waitFor();
    await row.getByText("200 success").waitFor();
    const [delivery] = bench.mock.deliveries.list({}, { limit: 1 }).data;
    expect(await row.textContent()).toContain(delivery?.lead_email);
    await page.getByText("EMAIL_OPEN: 1 delivery on the way.").waitFor();
  });

  it("opens a delivery by its link: why it stands so, tries, answer, payload, scope", async () => {
    bench.answers.push((_request, response) => {
      response.writeHead(500, { "content-type": "application/json", "x-api-key": "s3cret" });
      response.end('{"error":"no <b>database</b>"}');
    });
    const [event] = bench.mock.emit({ eventType: "EMAIL_REPLY" });
    const [id = ""] = event?.deliveries ?? [];
    const page = await bench.open({ path: `#${id}` });
    const detail = page.getByRole("article", { name: "Details" });
    await detail.getByText(/Try 1 was answered 500 after .*ms\. It is retried/).waitFor();
    await detail.getByText("in 1m").waitFor();
    await detail.getByText('"no <b>database</b>"').waitFor();
    await detail
      .getByText(/\d headers/)
      .first()
      .click();
    expect(await detail.getByRole("region", { name: "Payload" }).textContent()).toContain(
      '"event_type": "EMAIL_REPLY"',
    );
    await detail.getByText(event?.explanation ?? "none").waitFor();
    expect(await detail.textContent()).not.toContain("s3cret");
    bench.answers.push((_request, response) => response.end("done"));
    await bench.mock.clock.advance(60_000);
    await detail.getByText(/Try 2 was answered 200 .* It took 2 tries\./).waitFor();
  });

  it("says of an event that reached nobody why, and of a link that leads nowhere that it does", async () => {
    const [event] = bench.mock.emit({ eventType: "EMAIL_ACCOUNT_DISCONNECTED" });
    const page = await bench.open({ path: `#${event?.event_id}` });
    await page.getByText("Why it reached no webhook").waitFor();
    await page
      .getByRole("article")
      .getByText(event?.explanation ?? "none")
      .waitFor();
    await page.goto(`${bench.server.url}/#dlv_nothing`);
    await page.getByText(/There is no delivery "dlv_nothing"/).waitFor();
  });

  it("shows what a receiver answers as HTML in a frame that does nothing", async () => {
    bench.answers.push((_request, response) => {
      response.writeHead(502, { "content-type": "text/html" });
      response.end(
        `<h1>Bad gateway</h1><script>parent.document.title = "taken"</script><img src="http://elsewhere.example/spy.png"><form action="http://elsewhere.example/"><button>go</button></form>`,
      );
    });
    const [event] = bench.mock.emit({ eventType: "EMAIL_REPLY" });
    const page = await bench.open({ path: `#${event?.deliveries[0]}` });
    await page.getByText("<h1>Bad gateway</h1>").waitFor();
    await page.getByRole("button", { name: "Show as a page" }).click();
    const frame = page.frameLocator("iframe.inert");
    await frame.getByRole("heading", { name: "Bad gateway" }).waitFor();
    expect(await page.locator("iframe.inert").getAttribute("sandbox")).toBe("");
    expect(await page.title()).toBe("smartlead-mock");
    // The browser says that it kept the script and the image from doing anything; the image was never asked for.
    expect(bench.troubles.splice(0).join("\n")).toMatch(/Blocked script execution[\s\S]*Content Security Policy/);
    bench.forgive("http://elsewhere.example/spy.png");
  });

  it("narrows the list by a query, completes it, and says what is wrong with one", async () => {
    bench.answers.push((_request, response) => response.writeHead(422).end());
    for (const eventType of ["EMAIL_BOUNCE", "EMAIL_OPEN", "EMAIL_SENT"] as const) {
      bench.mock.emit({ eventType });
      await bench.mock.settled();
    }
    const page = await bench.open();
    await expect.poll(() => page.getByRole("option").count()).toBe(4);
    const query = page.getByRole("combobox", { name: "Query" });
    await query.pressSequentially("sta");
    await page.getByRole("option", { name: /^state:/ }).click();
    await query.pressSequentially("fai");
    await query.press("Tab");
    expect(await query.inputValue()).toBe("state:failed ");
    await page.getByText("1 of 4 in the list").waitFor();
    await query.fill("status:abc");
    await query.press("Escape");
    await query.fill("status:abc ");
    await page.locator(".query-told.tone-bad").waitFor();
    await page.getByRole("option", { name: /^outcome:/ }).waitFor();
    await page.getByRole("listbox", { name: "Deliveries, the newest first" }).click();
    await page.locator(".query-told.tone-bad").waitFor();
    await page.getByRole("button", { name: /^All/ }).click();
    await expect.poll(() => page.getByRole("option").count()).toBe(4);
    await page.getByRole("button", { name: /^Failed/ }).click();
    await page.getByRole("option", { name: /EMAIL_BOUNCE/ }).waitFor();
    expect(await page.getByRole("option").count()).toBe(1);
  });

  it("follows thousands of deliveries with a handful of rows, and stands still for whoever scrolls", async () => {
    const page = await bench.open();
    await page.getByText("live", { exact: true }).waitFor();
    bench.mock.emit({ eventType: "EMAIL_OPEN", count: 900 });
    // A row that is still in flight would change by itself.
    await page.getByRole("button", { name: "Delivered 900" }).waitFor();
    expect(await page.locator(".list-viewport .row").count()).toBeLessThan(45);
    await page.evaluate("document.querySelector('.list-viewport').scrollTop = 3600");
    const first = () => page.evaluate("document.elementFromPoint(300, 400).closest('.row').textContent");
    await expect.poll(first).toContain("EMAIL_OPEN");
    const before = await first();
    bench.mock.emit({ eventType: "EMAIL_SENT", count: 50 });
    await page.getByRole("button", { name: "↑ 50 new" }).waitFor();
    expect(await first()).toBe(before);
    await page.getByRole("button", { name: "↑ 50 new" }).click();
    await expect.poll(() => page.evaluate("document.querySelector('.list-viewport').scrollTop")).toBe(0);
    await page
      .getByRole("option", { name: /EMAIL_SENT/ })
      .first()
      .waitFor();
  });
});
