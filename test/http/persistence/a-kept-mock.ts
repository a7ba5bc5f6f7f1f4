import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import type { Delivery } from "../../../src/delivery/delivery.ts";
import { type DataDirectoryOptions, openDataDirectory } from "../../../src/journal/storage/data-directory.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../../src/mock/mock.ts";
import { type HttpReceiver, startHttpReceiver } from "../delivery/http-receiver.ts";

export const NOW = Date.UTC(2026, 0, 5, 9);

let open: { close(graceMs?: number): Promise<void> }[] = [];
let folders: string[] = [];

/** What was opened so far is for all tests of the file: `closeAll` ends it. */
export function keptForAll(): { closeAll(): Promise<void> } {
  const [own, ownFolders] = [open, folders];
  [open, folders] = [[], []];
  return { closeAll: () => closeThese(own, ownFolders) };
}

async function closeThese(own: typeof open, ownFolders: readonly string[]): Promise<void> {
  for (const one of own) await one.close(0);
  for (const folder of ownFolders) rmSync(folder, { recursive: true, force: true });
}

afterEach(async () => {
  await closeThese(open, folders);
  [open, folders] = [[], []];
});

export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "smartlead-kept-"));
  folders.push(folder);
  return join(folder, "data");
}

export async function aReceiver(...parameters: Parameters<typeof startHttpReceiver>): Promise<HttpReceiver> {
  const receiver = await startHttpReceiver(...parameters);
  open.push(receiver);
  return receiver;
}

/** Closed at the test's end. */
export function closedAfter(mock: SmartLeadMock): SmartLeadMock {
  open.push(mock);
  return mock;
}

/** A mock that keeps everything in this folder; closed at the test's end unless it was before. */
export function aKeptMock(
  path: string,
  options: MockOptions = {},
  dataOptions: Partial<DataDirectoryOptions> = {},
): SmartLeadMock {
  const data = openDataDirectory({ path, version: "1.2.3", now: NOW, ...dataOptions });
  const mock = createMock({ clock: "virtual", now: NOW, data, ...options });
  open.push(mock);
  return mock;
}

/** Every delivery, newest first, page by page. */
export function allDeliveries(mock: SmartLeadMock, limit = 100): Delivery[] {
  const found: Delivery[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = mock.deliveries.list({}, { limit, cursor });
    found.push(...page.data);
    cursor = page.next_cursor;
  }
  return found;
}
