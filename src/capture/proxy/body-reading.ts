import type { IncomingMessage } from "node:http";

/** Bytes of a body: ten times the largest that SmartLead is known to send (smartlead.md §5: up to 1 MB of history). */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** Bytes of all bodies that are under way: bounds the memory, regardless of who calls. */
export const MAX_BYTES_IN_FLIGHT = 64 * 1024 * 1024;

/** What came of reading a body. Anyone who gets one gives its room back when it is done with it. */
export type BodyEnd =
  | { readonly kind: "whole"; readonly body: Buffer; release(): void }
  | { readonly kind: "too-large" | "no-room" | "broken-off" };

/** How much room there is left for bodies. */
export class BodyBudget {
  #taken = 0;

  take(bytes: number): boolean {
    if (this.#taken + bytes > MAX_BYTES_IN_FLIGHT) return false;
    this.#taken += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#taken -= bytes;
  }
}

/** Reads a body as far as it may go; what goes beyond is not kept. */
export function readBody(request: IncomingMessage, budget: BodyBudget): Promise<BodyEnd> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    const release = () => budget.giveBack(bytes);
    let isOver = false;
    const giveUp = (kind: "too-large" | "no-room" | "broken-off") => {
      if (isOver) return;
      isOver = true;
      request.off("data", take);
      chunks = [];
      release();
      bytes = 0;
      resolve({ kind });
    };
    const take = (chunk: Buffer) => {
      if (bytes + chunk.length > MAX_BODY_BYTES) return giveUp("too-large");
      if (!budget.take(chunk.length)) return giveUp("no-room");
      bytes += chunk.length;
      chunks.push(chunk);
    };
    request.on("data", take);
    request.once("end", () => {
      if (isOver) return;
      isOver = true;
      resolve({ kind: "whole", body: Buffer.concat(chunks), release });
    });
    request.once("error", () => giveUp("broken-off"));
    request.once("close", () => {
      if (!request.complete) giveUp("broken-off");
    });
  });
}
