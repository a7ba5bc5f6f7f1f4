import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DeliveryCommand } from "../../../src/cli/deliveries/delivery-command.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { aDelivery } from "../../unit/journal/a-delivery.ts";

let mock: SmartLeadMock;
let cwd: string;
const printed: string[] = [];
const notices: string[] = [];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "smartlead-exec-"));
  printed.length = 0;
  notices.length = 0;
  mock = createMock({});
  mock.journal.subscribe((entry) => (entry.type === "world.changed" ? notices.push(entry.change) : undefined));
});
afterEach(async () => {
  await mock.close(0);
  rmSync(cwd, { recursive: true });
});

const start = (command: string) =>
  new DeliveryCommand({ command, cwd, env: process.env, mock, print: (line) => printed.push(line) });

function settle(id: string, lead_email = "ann@example.com"): void {
  mock.internals.record({ type: "delivery.created", delivery: aDelivery({ id, lead_email }) });
  mock.internals.record({ type: "delivery.settled", delivery_id: id, state: "failed", reason: "rejected" });
}

test("A command gets each settled delivery on its standard input and in its environment, and no shell reads its texts", async () => {
  const hostile = '$(touch pwned)`touch pwned`";touch pwned;"@example.com';
  const command = start(`cat > "$SMARTLEAD_DELIVERY_ID.json"; printf '%s\\n' "$SMARTLEAD_STATE $SMARTLEAD_LEAD_EMAIL"`);
  settle("dlv_1");
  settle("dlv_2", hostile);
  await command.stop();
  expect(JSON.parse(readFileSync(join(cwd, "dlv_1.json"), "utf8"))).toMatchObject({ id: "dlv_1", state: "failed" });
  expect(JSON.parse(readFileSync(join(cwd, "dlv_2.json"), "utf8"))).toMatchObject({ lead_email: hostile });
  expect(existsSync(join(cwd, "pwned"))).toBe(false);
  expect(printed.sort()).toEqual([`failed ${hostile}`, "failed ann@example.com"]);
  expect(notices).toEqual([]);
});

test("At most four run at the same time, and all have run when it has stopped", async () => {
  const command = start(`echo begin; read line; sleep 0.05; echo end`);
  for (let at = 0; at < 10; at += 1) settle(`dlv_${at}`);
  await command.stop();
  let running = 0;
  const seen = printed.map((line) => (running += line === "begin" ? 1 : -1));
  expect(printed).toHaveLength(20);
  expect(Math.max(...seen)).toBeLessThanOrEqual(4);
});

test("A command that fails is told of, and so is one that is too slow for what comes", async () => {
  const failing = start("exit 3");
  settle("dlv_1");
  await failing.stop();
  expect(notices).toEqual(["The command of --exec ended with exit code 3; it was about dlv_1."]);
  const slow = start("cat");
  for (let at = 0; at < 1_100; at += 1) settle(`dlv_s${at}`);
  slow.kill();
  await slow.stop();
  expect(notices.filter((notice) => notice.includes("is too slow"))).toHaveLength(1);
});
