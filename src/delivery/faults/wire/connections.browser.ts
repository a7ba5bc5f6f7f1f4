import type { Connections as ConnectionsInNode } from "./connections.ts";

/** A browser makes no connections of its own: there are none to keep, and none to close. */
export class Connections implements Pick<ConnectionsInNode, "close"> {
  close(): void {}
}
