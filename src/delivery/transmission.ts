/** How an attempt's request goes out: what it holds now, and by which way. */

import type { Cancel } from "../base/time/clock.ts";
import { isoFromMs } from "../base/time/iso.ts";
import type { TouchedAttempt } from "./attempt-faults.ts";
import type { DeliveryRequest } from "./delivery.ts";
import type { EngineOptions, Flight, OpenDelivery } from "./engine-parts.ts";
import type { AbortHandle, SendResult } from "./sender.ts";

/** What the armed faults make of this attempt; `null` when none touches it. */
export function touchOf(
  { faults }: EngineOptions,
  { delivery, order }: OpenDelivery,
  number: number,
): TouchedAttempt | null {
  return faults === undefined || faults.isIdle ? null : faults.touch({ delivery, order, number });
}

/** Sends, by way of the faults that touch the attempt. Never rejects: however it ends is a result. */
export async function transmit(options: EngineOptions, flight: Flight, way: Way): Promise<SendResult> {
  try {
    return await send(options, flight, way);
  } catch (error) {
    options.onDefect?.(error);
    const text = error instanceof Error ? error.message : String(error);
    return {
      outcome: "network_error",
      status: null,
      error: `INTERNAL: the mock failed at sending: ${text}`,
      response: null,
    };
  }
}

interface Way {
  readonly cut: AbortHandle;
  readonly touched: TouchedAttempt | null;
  /** Its place is free for others while somebody holds it. */
  readonly setAside: () => void;
}

function send(options: EngineOptions, flight: Flight, { cut, touched, setAside }: Way): Promise<SendResult> {
  const { hold, open } = flight;
  const request = requestOf(options, open);
  let disarm = armed(options, flight, cut);
  if (touched === null) return options.sender.send(request, cut);
  const isAborted = new Promise<void>((resolve) => cut.once("abort", resolve));
  const pause = () => {
    disarm();
    setAside();
    return () => {
      disarm = armed(options, flight, cut);
    };
  };
  return touched.send(request, { cut, timedOut: () => (hold.standsStill() ? Promise.resolve() : isAborted), pause });
}

/** The attempt has its whole timeout from now on, in both times: deadlines count from when it began. */
function armed({ policy, clock, minTimeoutMs }: EngineOptions, { hold, startedAt }: Flight, cut: AbortHandle): Cancel {
  if (policy.timeoutMs === null) return () => {};
  const passedMs = Math.max(0, clock.now() - startedAt);
  return hold.onDeadline(policy.timeoutMs + passedMs, minTimeoutMs + hold.elapsedRealMs(), () => cut.abort());
}

/** To where the webhook points now, and with the mock's time where that is not the world's. */
function requestOf({ clock, currentUrl }: EngineOptions, open: OpenDelivery): DeliveryRequest {
  const { mode, speed, now } = clock.state();
  const url = currentUrl(open.webhookId) ?? open.request.url;
  if (mode === "real" && speed === 1) return url === open.request.url ? open.request : { ...open.request, url };
  return { ...open.request, url, headers: { ...open.request.headers, "X-Mock-Time": isoFromMs(now) } };
}
