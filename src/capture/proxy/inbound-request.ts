import type { IncomingMessage } from "node:http";

/** A complete request as it was received from SmartLead. */
export interface InboundRequest {
  /** Names and values, alternating, with their original case and order. */
  readonly rawHeaders: readonly string[];
  /** Includes the `?`; empty without a query. */
  readonly search: string;
  readonly body: Buffer;
  /** The address that was called, as far as a tunnel in between reports it. */
  readonly url: string;
}

/** Returns the first value of a header, ignoring case; `null` without one. */
export function headerOf(rawHeaders: readonly string[], name: string): string | null {
  const wanted = name.toLowerCase();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === wanted) return rawHeaders[at + 1] ?? "";
  }
  return null;
}

/** Yields name and value pairs. */
export function* headerPairs(rawHeaders: readonly string[]): Generator<readonly [name: string, value: string]> {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) yield [rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""];
}

/** Maximum bytes of a body: ten times the largest that SmartLead is known to send (smartlead.md §5: up to 1 MB of history). */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** Maximum bytes of all bodies in flight: bounds the memory for any number of callers. */
export const MAX_BYTES_IN_FLIGHT = 64 * 1024 * 1024;

/** The result of reading a body. The caller must release its room in the budget when it is done with it. */
export type BodyEnd =
  | { readonly kind: "whole"; readonly body: Buffer; release(): void }
  | { readonly kind: "too-large" | "no-room" | "broken-off" };

/** Tracks how much memory is left for bodies. */
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

/** Reads a body up to the limit; bytes beyond it are dropped. */
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
