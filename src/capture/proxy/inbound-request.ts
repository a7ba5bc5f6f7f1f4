import type { IncomingMessage } from "node:http";

/** A request as it came in from SmartLead, whole. */
export interface InboundRequest {
  /** Names and values in turn, with the case and order in which they came. */
  readonly rawHeaders: readonly string[];
  /** With its `?`; empty without one. */
  readonly search: string;
  readonly body: Buffer;
  /** The address that was called, as far as a tunnel in between tells. */
  readonly url: string;
}

/** The first value of a header, whatever its case; `null` without one. */
export function headerOf(rawHeaders: readonly string[], name: string): string | null {
  const wanted = name.toLowerCase();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === wanted) return rawHeaders[at + 1] ?? "";
  }
  return null;
}

/** Names and values two by two. */
export function* headerPairs(rawHeaders: readonly string[]): Generator<readonly [name: string, value: string]> {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) yield [rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""];
}

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
