import { expect, it } from "vitest";
import { describeInBrowser, pageBench } from "./page-bench.ts";

describeInBrowser("the connection", () => {
  const bench = pageBench();

  it("is made again after a restart: the new mock's deliveries, and a word about the old ones", async () => {
    bench.mock.emit({ eventType: "EMAIL_OPEN" });
    const page = await bench.open();
    await page.getByRole("option", { name: /EMAIL_OPEN/ }).waitFor();
    await bench.stop();
    await page.getByText("reconnecting").waitFor();
    await page.getByText(/The mock does not answer/).waitFor();
    // What is known stays in sight meanwhile.
    expect(await page.getByRole("option", { name: /EMAIL_OPEN/ }).count()).toBe(1);
    await bench.restart({ run: "run-2" });
    await page.getByText("live", { exact: true }).waitFor();
    await page.getByText(/The mock was restarted \(run run-2\)/).waitFor();
    bench.mock.emit({ eventType: "EMAIL_SENT" });
    await page
      .getByRole("option", { name: /EMAIL_SENT/ })
      .first()
      .waitFor();
    expect(await page.getByRole("option", { name: /EMAIL_OPEN/ }).count()).toBe(0);
    await page.locator(".rules").getByText("run-2").waitFor();
  });

  it("says what is missing when the same run goes on further than was seen", async () => {
    bench.mock.emit({ eventType: "EMAIL_OPEN" });
    const page = await bench.open();
    await page.getByRole("option", { name: /EMAIL_OPEN/ }).waitFor();
    await bench.restart();
    await page.getByText(/entr(y|ies) (is|are) missing here/).waitFor();
  });
});

describeInBrowser("a mock with a token", () => {
  const bench = pageBench({ server: { token: "s3cret-token" } });

  it("is asked for it, refuses a wrong one, and shows nothing before", async () => {
    bench.mock.emit({ eventType: "EMAIL_OPEN" });
    const page = await bench.open();
    const field = page.getByLabel("Token");
    await field.fill("wrong");
    await page.getByRole("button", { name: "Open the console" }).click();
    await page.getByRole("alert").getByText("The mock does not accept this token.").waitFor();
    expect(await page.locator("body").textContent()).not.toContain("EMAIL_OPEN");
    await field.fill("s3cret-token");
    await page.getByRole("button", { name: "Open the console" }).click();
    await page.getByRole("option", { name: /EMAIL_OPEN/ }).waitFor();
    await page.reload();
    await page.getByRole("option", { name: /EMAIL_OPEN/ }).waitFor();
  });

  it("takes it from the address, and the address forgets it", async () => {
    const [event] = bench.mock.emit({ eventType: "EMAIL_OPEN" });
    const page = await bench.open({ path: `?token=s3cret-token#${event?.deliveries[0]}` });
    await page.getByRole("region", { name: "Payload" }).waitFor();
    expect(page.url()).toBe(`${bench.server.url}/#${event?.deliveries[0]}`);
  });
});

describeInBrowser("a page of another site", () => {
  const bench = pageBench();

  it("gets neither the page's files nor data nor the stream, and cannot frame it; a link to the page works", async () => {
    const page = await bench.open({ path: "_mock/health" });
    const { origin, host } = new URL(bench.server.url);
    const foreign = "http://tickets.example";
    await page.context().route(`${foreign}/**`, (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<a href="${origin}/#faults">the fault</a><iframe src="${origin}/"></iframe>`,
      }),
    );
    await page.goto(`${foreign}/ticket`);
    bench.forgive(`${foreign}/ticket`);
    const reached = (call: string) => page.evaluate(`${call}.then(() => "reached", () => "refused")`);
    expect(await reached(`fetch("${origin}/_mock/state")`)).toBe("refused");
    expect(
      await reached(
        `fetch("${origin}/_mock/reset", { method: "POST", mode: "no-cors" }).then((r) => r.ok || Promise.reject())`,
      ),
    ).toBe("refused");
    expect(
      await reached(
        `new Promise((good, bad) => { const s = new WebSocket("ws://${host}/_mock/stream"); s.onopen = good; s.onerror = bad; })`,
      ),
    ).toBe("refused");
    expect(
      await reached(
        `new Promise((good, bad) => { const s = document.createElement("script"); s.src = "${origin}/page.js"; s.onload = good; s.onerror = bad; document.head.append(s); })`,
      ),
    ).toBe("refused");
    expect(await page.frames()[1]?.locator("#page").count()).toBe(0);
    bench.troubles.length = 0;
    await page.getByRole("link", { name: "the fault" }).click();
    await page.getByText("No fault is active.").waitFor();
  });

  it("finds nothing under a name that is not the mock's own", async () => {
    const { port } = new URL(bench.server.url);
    const page = await bench.open();
    const own = await page.context().request.get(bench.server.url);
    const policy = own.headers()["content-security-policy"] ?? "";
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';.* frame-ancestors 'none'$/);
    expect(policy).not.toContain("unsafe");
    const response = await page
      .context()
      .request.get(`http://127.0.0.1:${port}/`, { headers: { host: "rebound.example" } });
    expect(response.status()).toBe(403);
  });
});
