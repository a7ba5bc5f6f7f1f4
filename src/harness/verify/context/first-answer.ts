import type { SmartLeadMock } from "../../../mock/mock.ts";

/** Resolves when the first attempt of a delivery has ended. */
export function firstAnswer({ journal }: Pick<SmartLeadMock, "journal">, deliveryId: string): Promise<void> {
  return new Promise((resolve) => {
    const release = journal.subscribe((entry) => {
      if (entry.type !== "attempt.finished" || entry.delivery_id !== deliveryId) return;
      release();
      resolve();
    });
  });
}
