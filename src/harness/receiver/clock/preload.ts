/**
 * Loaded into a receiver before its own code (`--receiver-clock`): its `Date` starts at the mock's time, and jumps with it. Built as one
 * CommonJS file, because `--require` applies to CommonJS, ES modules, workers and child processes alike. Timers stay real.
 */
import { subscribe } from "node:diagnostics_channel";
import { openSync, readSync, writeSync } from "node:fs";
import { CLOCK_FILE_BYTES, CLOCK_FILE_VARIABLE } from "./clock-file.ts";

const RealDate = Date;
const realNow = Date.now;
const realTimeOrigin = performance.timeOrigin;

/**
 * The offset in ms of the receiver's time from the machine's. It is in a file, so that all processes of a receiver, including a worker that
 * gets no request, have the same time; reading it each time costs some microseconds.
 */
class SharedOffset {
  readonly #file: number;
  readonly #bytes = new Float64Array(1);
  readonly #view = new Uint8Array(this.#bytes.buffer);
  #last = 0;

  constructor(path: string) {
    this.#file = openSync(path, "r+");
  }

  get(): number {
    try {
      if (readSync(this.#file, this.#view, 0, CLOCK_FILE_BYTES, 0) === CLOCK_FILE_BYTES) {
        this.#last = Math.max(this.#last, this.#bytes[0] ?? 0);
      }
    } catch {
      // The mock has ended; the time continues from here.
    }
    return this.#last;
  }

  /** The first read sets the starting time, which may be before the machine's. */
  begin(): void {
    this.#last = Number.NEGATIVE_INFINITY;
    if (this.get() === Number.NEGATIVE_INFINITY) this.#last = 0;
  }

  /** Never goes backwards: programs cannot handle that. */
  raiseTo(offset: number): void {
    if (!(offset > this.get())) return;
    this.#last = offset;
    try {
      writeSync(this.#file, new Uint8Array(new Float64Array([offset]).buffer), 0, CLOCK_FILE_BYTES, 0);
    } catch {
      // As above: at least this process has the time.
    }
  }
}

function follow(path: string): void {
  const offset = new SharedOffset(path);
  offset.begin();
  const now = () => realNow() + offset.get();
  replaceDate(now);
  Object.defineProperty(performance, "timeOrigin", {
    configurable: true,
    enumerable: true,
    get: () => realTimeOrigin + offset.get(),
  });
  subscribe("http.server.request.start", (message) => {
    const time = mockTimeOf(message);
    if (time !== null) offset.raiseTo(time - realNow());
  });
}

/** A proxy, so that earlier dates, those of Node itself and of subclasses stay instances of `Date`. */
function replaceDate(now: () => number): void {
  RealDate.now = now;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: (target) => new target(now()).toString(),
  });
  RealDate.prototype.constructor = globalThis.Date;
}

/** `X-Mock-Time` of an incoming request, in epoch ms. */
function mockTimeOf(message: unknown): number | null {
  if (typeof message !== "object" || message === null || !("request" in message)) return null;
  const { request } = message;
  if (typeof request !== "object" || request === null || !("headers" in request)) return null;
  const { headers } = request;
  if (typeof headers !== "object" || headers === null || !("x-mock-time" in headers)) return null;
  const ms = RealDate.parse(String(headers["x-mock-time"]));
  return Number.isNaN(ms) ? null : ms;
}

const path = process.env[CLOCK_FILE_VARIABLE];
try {
  if (path !== undefined && path !== "") follow(path);
} catch {
  // A process that outlives the mock, or may not read the file, uses the machine's time.
}
