/** Sends an attempt's request: its current content, and the sender to use. */

import type { Cancel } from "../base/time/clock.ts";
import { isoFromMs } from "../base/time/iso.ts";
import type { TouchedAttempt } from "./attempt-faults.ts";
import { endedAttempt } from "./attempts.ts";
import type { Attempt, DeliveryRequest } from "./delivery.ts";
import type { EngineOptions, Flight, OpenDelivery } from "./engine-parts.ts";
import type { SendResult } from "./sender.ts";

/** Applies the armed faults to this attempt; `null` if none applies. */
export function touchOf(
  { faults }: EngineOptions,
  { delivery, order }: OpenDelivery,
  number: number,
): TouchedAttempt | null {
  return faults === undefined || faults.isIdle ? null : faults.touch({ delivery, order, number });
}

/** Sends through the faults of the attempt. `setAside`: its slot is free for others while it is held. */
export function transmit(options: EngineOptions, flight: Flight, setAside: () => void): Promise<SendResult> {
  try {
    return send(options, flight, setAside);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** The result of a failure of the mock itself. */
export function failedAtSending(error: unknown, onDefect: ((error: unknown) => void) | undefined): SendResult {
  onDefect?.(error);
  const text = error instanceof Error ? error.message : String(error);
  return {
    outcome: "network_error",
    status: null,
    error: `INTERNAL: the mock failed to send: ${text}`,
    response: null,
  };
}

function send(options: EngineOptions, flight: Flight, setAside: () => void): Promise<SendResult> {
  const { open, cut, touched } = flight;
  const request = requestOf(options, open);
  const disarm = armed(options, flight);
  if (touched === null) return options.sender.send(request, cut);
  return sendTouched(touched, request, { options, flight, setAside, disarm });
}

interface TouchedWay {
  readonly options: EngineOptions;
  readonly flight: Flight;
  readonly setAside: () => void;
  readonly disarm: Cancel;
}

function sendTouched(touched: TouchedAttempt, request: DeliveryRequest, way: TouchedWay): Promise<SendResult> {
  const { options, flight, setAside } = way;
  const { hold, cut } = flight;
  let { disarm } = way;
  const isAborted = new Promise<void>((resolve) => cut.once("abort", resolve));
  const pause = () => {
    disarm();
    setAside();
    return () => {
      disarm = armed(options, flight);
    };
  };
  return touched.send(request, { cut, timedOut: () => (hold.standsStill() ? Promise.resolve() : isAborted), pause });
}

/** Gives the attempt its full timeout from now on, in mock and real time: deadlines count from its start. */
function armed({ policy, clock, minTimeoutMs }: EngineOptions, { hold, startedAt, cut }: Flight): Cancel {
  if (policy.timeoutMs === null) return () => {};
  const passedMs = Math.max(0, clock.now() - startedAt);
  return hold.onDeadline(policy.timeoutMs + passedMs, minTimeoutMs + hold.elapsedRealMs(), () => cut.abort());
}

/** Uses the webhook's current URL, and adds the mock's time if it differs from real time. */
function requestOf({ clock, currentUrl }: EngineOptions, open: OpenDelivery): DeliveryRequest {
  const { mode, speed, now } = clock.state();
  const url = currentUrl(open.webhookId) ?? open.request.url;
  if (mode === "real" && speed === 1) return url === open.request.url ? open.request : { ...open.request, url };
  return { ...open.request, url, headers: { ...open.request.headers, "X-Mock-Time": isoFromMs(now) } };
}

/** Ends an attempt in flight early. */
export function interrupt({ flight }: OpenDelivery): void {
  if (flight === null) return;
  flight.isInterrupted = true;
  flight.cut.abort();
}

export function endOf(flight: Flight, result: SendResult, { policy, clock }: EngineOptions): Attempt {
  return endedAttempt(flight, result, { timeoutMs: policy.timeoutMs, now: () => clock.now() });
}
