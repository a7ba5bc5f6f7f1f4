import type { Connections as ConnectionsInNode } from "./connections.ts";

/** A browser exposes no connections, so there are none to keep or close. */
export class Connections implements Pick<ConnectionsInNode, "close"> {
  close(): void {}
}
