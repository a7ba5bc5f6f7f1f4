import { SmartLeadMockError } from "../base/errors.ts";
import type { FetchDoor } from "../mock/mock.ts";

/** The door behind a handle, for those who carry calls to it as they come: `api` adds a key where there is none, they must not. */
const doors = new WeakMap<object, FetchDoor>();

/** Told once by `createSmartLead`. */
export function keepRestDoor(smartlead: object, door: FetchDoor): void {
  doors.set(smartlead, door);
}

/** Throws `usage` for what `createSmartLead` has not made. */
export function restDoorOf(smartlead: object): FetchDoor {
  const door = doors.get(smartlead);
  if (door !== undefined) return door;
  throw new SmartLeadMockError("usage", "This is no SmartLead; give what createSmartLead of this package resolved to.");
}
