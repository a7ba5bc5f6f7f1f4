/** How an attempt's request goes out: what it holds now, and by which way. */

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
}

function send(options: EngineOptions, { open, hold }: Flight, { cut, touched }: Way): Promise<SendResult> {
  const request = requestOf(options, open);
  if (touched === null) return options.sender.send(request, cut);
  const isAborted = new Promise<void>((resolve) => cut.once("abort", resolve));
  return touched.send(request, { cut, timedOut: () => (hold.standsStill() ? Promise.resolve() : isAborted) });
}

/** To where the webhook points now, and with the mock's time where that is not the world's. */
function requestOf({ clock, currentUrl }: EngineOptions, open: OpenDelivery): DeliveryRequest {
  const { mode, speed, now } = clock.state();
  const url = currentUrl(open.webhookId) ?? open.request.url;
  if (mode === "real" && speed === 1) return url === open.request.url ? open.request : { ...open.request, url };
  return { ...open.request, url, headers: { ...open.request.headers, "X-Mock-Time": isoFromMs(now) } };
}
