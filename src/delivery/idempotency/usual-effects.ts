/** A receiver may do several things for one event: write to a CRM and a chat, or two rows. Together they are one piece of work. */

/** How often each named effect occurs for one event that is sent once, by event type and name. */
export type UsualEffects = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Converts counts of effects to counts of events: three of a kind that occurs twice per event are two events. */
export function inEvents(
  counts: ReadonlyMap<string, number>,
  usual: ReadonlyMap<string, number> | undefined,
): ReadonlyMap<string, number> {
  if (usual === undefined) return counts;
  return new Map([...counts].map(([name, count]) => [name, Math.ceil(count / (usual.get(name) ?? 1))]));
}

/** How many events these effects together belong to, given the usual number of each effect. */
export function eventsIn(counts: ReadonlyMap<string, number>, usual: ReadonlyMap<string, number>): number {
  return Math.max(0, ...inEvents(counts, usual).values());
}
