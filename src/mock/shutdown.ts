import type { MockClock } from "../base/time/clock.ts";
import { afterReal } from "../base/time/system-clock.ts";
import type { DeliveryEngine } from "../delivery/engine.ts";
import type { DataDirectory } from "../journal/storage/data-directory.ts";
import type { Records } from "./records.ts";

/** What ends with a mock. */
export interface Ending {
  /** Nothing new arises from here on. */
  stopCauses(): void;
  readonly engine: Pick<DeliveryEngine, "stop" | "halt" | "dropAll">;
  readonly clock: MockClock;
  readonly sockets: readonly { close(): Promise<void> }[];
  readonly records: Pick<Records, "projections" | "save">;
  readonly data: Pick<DataDirectory, "close" | "abandon"> | null;
}

/** Lets what is in flight finish for at most `graceMs` of real time, and saves. */
export async function endInOrder(ending: Ending, graceMs: number): Promise<void> {
  ending.stopCauses();
  let cancelGrace = () => {};
  const graceIsOver = new Promise<void>((resolve) => {
    cancelGrace = afterReal(graceMs, resolve);
  });
  await ending.engine.stop(graceIsOver);
  cancelGrace();
  ending.clock.stop();
  await Promise.all(ending.sockets.map((socket) => socket.close()));
  letGoOfData(ending);
}

/** As by kill -9: nothing is written from this moment on, every connection breaks, and what was not written is lost. */
export async function endAtOnce({ data, stopCauses, engine, clock, sockets }: Ending): Promise<void> {
  data?.abandon();
  stopCauses();
  engine.halt();
  engine.dropAll();
  clock.stop();
  await Promise.all(sockets.map((socket) => socket.close()));
}

function letGoOfData({ data, records }: Ending): void {
  if (data === null) return;
  const { journal } = records.projections;
  try {
    journal.flush();
    // What could not be written is not saved either: the next start goes by the journal.
    if (journal.failure === null) records.save();
  } finally {
    data.close();
  }
}
