import { describe, expect, it } from "vitest";
import { anAttempt, emitted, entry, oneEvent } from "./build.ts";
import { uiTests } from "./opened-ui.ts";

const ui = uiTests();

/** From the column headings down. */
function below(screen: string): string {
  return screen
    .split("\n")
    .slice(4)
    .join("\n")
    .replace(/\n{3,}/g, "\n…\n");
}

const failed = anAttempt({ outcome: "server_error", status: 503, next_attempt_at: "2026-01-05T09:01:00.087Z" });

function someHistory(): void {
  ui.current.entries = [
    ...oneEvent(1, { event_type: "EMAIL_SENT" }),
    entry(3, { type: "attempt.finished", delivery_id: "dlv_1", attempt: anAttempt() }),
    entry(4, { type: "delivery.settled", delivery_id: "dlv_1", state: "delivered", reason: null }),
    ...oneEvent(5, { lead_email: "bob@example.com" }),
    entry(7, { type: "attempt.finished", delivery_id: "dlv_5", attempt: failed }),
    entry(8, emitted("evt_8", { event_type: "EMAIL_BOUNCE" })),
    ...oneEvent(9, { event_type: "EMAIL_OPEN" }),
  ];
}

describe("the query line", () => {
  it("narrows the list while one writes, and stays in force", async () => {
    someHistory();
    const terminal = ui.open();
    await terminal.until(/EMAIL_OPEN/);
    terminal.type("/status:5xx");
    await terminal.until((screen) => screen.includes("EMAIL_REPLY") && !screen.includes("EMAIL_SENT"));
    terminal.type("\r");
    expect(below(await terminal.until(/1 of 4/))).toMatchInlineSnapshot(`
      " 1 Deliveries   2 Account   3 Faults   4 Numbers   5 Log   6 Runs
        time UTC event                 lead         try outcome      took then
        ── Monday 2026-01-05 UTC ──
      › 09:00:00 EMAIL_REPLY           bob@example… ✗↻· ↻ 503        87ms in 1m 1s
      …
      /status:5xx  1 of 4  / changes the query, Esc drops it
      t trigger  Enter details  / query  r resend  ? help  [ last failure    following"
    `);
    ui.current.tell([
      ...oneEvent(11, { event_type: "MANUAL_STEP_REACHED" }),
      entry(13, { type: "attempt.finished", delivery_id: "dlv_11", attempt: failed }),
    ]);
    await terminal.until(/MANUAL_STEP.*2 of 5/s);
    terminal.type("\u001b");
    await terminal.until(/EMAIL_SENT.*MANUAL_STEP/s);
  });

  it("shows a mistake in its place, and leaves the list as it was", async () => {
    someHistory();
    const terminal = ui.open();
    await terminal.until(/EMAIL_OPEN/);
    terminal.type("/lead:bob ");
    await terminal.until((screen) => !screen.includes("EMAIL_SENT"));
    terminal.type("status:9xx");
    const screen = await terminal.until(/is not an HTTP status/);
    expect(screen.split("\n").slice(-2).join("\n")).toMatchInlineSnapshot(`
      "/lead:bob status:9xx
                       ^ "9xx" is not an HTTP status; write it like status:5xx or sta…"
    `);
    expect(screen).not.toContain("EMAIL_SENT");
    terminal.type("\r");
    await terminal.until(/is not an HTTP status/);
    terminal.type("\u001b");
    await terminal.until(/EMAIL_SENT.*t trigger/s);
  });

  it("completes fields and values with Tab, and goes back through earlier lines with the arrows", async () => {
    someHistory();
    const terminal = ui.open();
    await terminal.until(/EMAIL_OPEN/);
    terminal.type("/sta");
    await terminal.until(/Tab status: {2}state:/);
    terminal.type("\t");
    await terminal.until(/\n\/status:/);
    terminal.type("\t");
    await terminal.until(/\n\/state:/);
    terminal.type("wai");
    await terminal.until(/Tab waiting/);
    terminal.type("\t\r");
    await terminal.until(/\/state:waiting {2}1 of 4/);
    terminal.type("/\u0015lead:b");
    await terminal.until(/Tab bob@example\.com/);
    terminal.type("\t\r");
    await terminal.until(/\/lead:bob@example\.com {2}1 of 4/);
    terminal.type("/\u0015");
    await terminal.until(/\n\/ *\n/);
    terminal.type("\u001b[A\u001b[A");
    await terminal.until(/\n\/state:waiting/);
    terminal.type("\u001b[B");
    await terminal.until(/\n\/lead:bob@example\.com/);
  });

  it("says when nothing is found, and finds events that reached nobody", async () => {
    someHistory();
    const terminal = ui.open();
    await terminal.until(/EMAIL_OPEN/);
    terminal.type("/nonsense\r");
    await terminal.until(/nonsense does not match any of the 4 rows here/);
    terminal.type("/\u0015is:unheard\r");
    await terminal.until((screen) => screen.includes("EMAIL_BOUNCE") && !screen.includes("EMAIL_REPLY"));
  });

  it("keeps the cursor on its row while the query changes", async () => {
    someHistory();
    const terminal = ui.open();
    await terminal.until(/EMAIL_OPEN/);
    terminal.type("kk");
    await terminal.until(/› .*EMAIL_REPLY/);
    terminal.type("/status:none,5xx\r");
    await terminal.until(/› .*EMAIL_REPLY.*3 of 4/s);
    terminal.type("\u001b");
    await terminal.until(/EMAIL_SENT.*› .*EMAIL_REPLY/s);
  });
});
