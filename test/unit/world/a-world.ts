import { World } from "../../../src/smartlead/account/world.ts";
import type { AccountEvent } from "../../../src/smartlead/events/event.ts";
import type { AnyEventType } from "../../../src/smartlead/events/event-types.ts";

/** 2026-01-05 was a Monday. */
export const NOW = Date.UTC(2026, 0, 5, 9);

export interface HandClock {
  now(): number;
  advance(ms: number): void;
}

export function aClock(start = NOW): HandClock {
  let now = start;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}

export function aWorld({
  seed = 1,
  run = "r1",
  clock = aClock(),
}: {
  seed?: number;
  run?: string;
  clock?: HandClock;
} = {}) {
  return { world: new World({ seed, run, clock }), clock };
}

/** Everything a reader of the account can see, as plain data. */
export function contentOf(world: World) {
  return {
    clients: world.clients,
    mailboxes: world.mailboxes,
    campaigns: world.campaigns,
    leads: world.leads,
    untracked: world.untrackedReplies,
    enrolments: allEnrolments(world).map((enrolment) => ({ ...enrolment, activity: [...enrolment.activity] })),
  };
}

export function allEnrolments(world: World) {
  return world.campaigns.flatMap(({ id }) => world.enrolmentsOf(id));
}

export function allMessages(world: World) {
  return allEnrolments(world).flatMap((enrolment) => enrolment.thread.map((message) => ({ enrolment, message })));
}

/** The happening of an event type; `Extract` would find none for the two types that share a shape. */
export type HappeningOf<Type extends AnyEventType> = AccountEvent extends infer One
  ? One extends { readonly type: infer Its }
    ? Type extends Its
      ? One
      : never
    : never
  : never;

/** Narrows a happening, or fails. */
export function only<Type extends AnyEventType>(type: Type, happening: AccountEvent | undefined): HappeningOf<Type> {
  if (happening?.type !== type) throw new Error(`expected ${type}, got ${happening?.type}`);
  return happening as HappeningOf<Type>;
}
