import { join } from "node:path";
import { parsedJson } from "../../base/json-text.ts";
import { realDisk } from "./disk.ts";
import { holderPid, RUNNING_NAME, thisProcess } from "./lock.ts";

/** The process that has a data directory, and its mock's address, or `null` if it did not record one. */
export interface LockHolder {
  readonly pid: number;
  readonly url: string | null;
}

/**
 * The present holder of this data directory, or `null`. Changes nothing and never throws: if it cannot be determined, there is no holder.
 */
export function holderOf(path: string): LockHolder | null {
  try {
    const pid = holderPid(realDisk, join(path, "lock"), thisProcess);
    return pid === null ? null : { pid, url: urlOf(path, pid) };
  } catch {
    return null;
  }
}

function urlOf(path: string, pid: number): string | null {
  try {
    const told = parsedJson(realDisk.read(join(path, RUNNING_NAME))?.toString() ?? "");
    const isMeant = typeof told === "object" && told !== null && "pid" in told && told.pid === pid && "url" in told;
    return isMeant && typeof told.url === "string" ? told.url : null;
  } catch {
    return null;
  }
}
