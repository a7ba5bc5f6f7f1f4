/**
 * A mock that keeps everything and may stop dead at any write: run by kill.test.ts as a process of its own. Its one argument says
 * where to keep, whom to send to, how much to emit, and at which file operation to die and how.
 */
import { writeSync } from "node:fs";
import { openDataDirectory } from "../../src/journal/storage/data-directory.ts";
import { createMock } from "../../src/mock/create-mock.ts";
import { dyingDisk } from "./dying-disk.ts";

export interface VictimOrder {
  readonly path: string;
  readonly target: string;
  /** Events still to be accepted. */
  readonly events: number;
  readonly perCall: number;
  /** The file operation at which it dies; `null` = it lives until everything has settled. */
  readonly dieAt: number | null;
  /** Before, in the middle of, or after it. */
  readonly moment: "before" | "half" | "after";
  readonly checkpointEveryBytes: number;
  readonly retainEntries: number;
}

const order: VictimOrder = JSON.parse(process.argv[2] ?? "{}");

const data = openDataDirectory({
  path: order.path,
  version: "0.0.0-test",
  checkpointEveryBytes: order.checkpointEveryBytes,
  retention: { entries: order.retainEntries },
  disk: dyingDisk(order),
});
const mock = createMock({ data, target: order.target, clock: "virtual" });
say({ recovered: mock.journal.lastSeq, notices: mock.data?.notices });
let left = order.events;
while (left > 0) {
  const count = Math.min(order.perCall, left);
  left -= count;
  const types = ["EMAIL_REPLY", "EMAIL_OPEN", "EMAIL_SENT", "LEAD_UNSUBSCRIBED"] as const;
  const emitted = mock.emit({ eventType: types[left % types.length] ?? "EMAIL_REPLY", count });
  say({ accepted: emitted.flatMap(({ deliveries }) => deliveries) });
  await new Promise((resolve) => setImmediate(resolve));
}
await mock.settled();
await mock.close();
say({ done: true });

/** At once, so that what was said before a death has been heard. */
function say(message: object): void {
  writeSync(1, `${JSON.stringify(message)}\n`);
}
