/** A receiver may do several things for one event: write to a CRM and a chat, or two rows. Done once, that is one piece of work. */

/** How often each named effect comes for one event that is sent once: by event type, and by name. */
export type UsualEffects = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Effects by name in events: three of a kind that comes twice for each event are of two. */
export function inEvents(
  counts: ReadonlyMap<string, number>,
  usual: ReadonlyMap<string, number> | undefined,
): ReadonlyMap<string, number> {
  if (usual === undefined) return counts;
  return new Map([...counts].map(([name, count]) => [name, Math.ceil(count / (usual.get(name) ?? 1))]));
}

/** How many events these are the effects of, taken together: of each effect there are as many as it takes. */
export function eventsIn(counts: ReadonlyMap<string, number>, usual: ReadonlyMap<string, number>): number {
  return Math.max(0, ...inEvents(counts, usual).values());
}
