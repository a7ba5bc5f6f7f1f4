import { SmartLeadMockError } from "../../base/errors.ts";
import { afterReal, systemTime } from "../../base/time/system-clock.ts";
import { LineRelay, type LineSource } from "../../delivery/idempotency/log-lines.ts";
import { ChildGroup, OUTPUT_LIMIT } from "./child-group.ts";
import { freePort, isAccepting } from "./port.ts";

export interface ReceiverCommandOptions {
  readonly command: string | readonly string[];
  /** The URL to listen on. Port 0, or no URL, uses a free port. */
  readonly url?: string | undefined;
  /** The URL where it listens if it ignores PORT. */
  readonly usualUrl?: string | undefined;
  /** The path of its endpoint if `url` has none. */
  readonly path?: string | undefined;
  readonly cwd: string;
  /** Added to the variables that describe the mock. */
  readonly env?: Readonly<Record<string, string>>;
  /** Real ms within which it must listen; `START_WITHIN_MS` by default. */
  readonly startWithinMs?: number;
}

/** The address of the mock, which the command gets. */
export interface MockAddress {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly apiKey: string;
}

/** Real ms: the start-up time of a framework on a busy machine. */
export const START_WITHIN_MS = 30_000;
/** The default path of a receiver's endpoint. */
const DEFAULT_PATH = "/webhooks/smartlead";
const STOPPED = "was stopped before it listened.";
/** Real ms between two connection attempts. */
const KNOCK_EVERY_MS = 20;
/** Real ms to wait after it listens only at its usual port: one that opens two ports has opened the other by then. */
const ELSEWHERE_MS = 1_500;

type Found = "there" | "elsewhere" | "nowhere";

interface Patience {
  readonly withinMs: number;
  readonly signal: AbortSignal | undefined;
  readonly elsewhere: URL | null;
}

interface Failed {
  readonly found: Found;
  readonly ending: string | null;
  readonly signal: AbortSignal | undefined;
}

/**
 * Python buffers output to a pipe up to 8 KB, and loses it when it is killed, so its lines would arrive too late for the current event. The
 * variable is not changed if it is set, even if it is empty.
 */
function promptOutput({ PYTHONUNBUFFERED }: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return PYTHONUNBUFFERED === undefined ? { PYTHONUNBUFFERED: "1" } : {};
}

/** A receiver, with the command that starts it (PRODUCT §10). */
export class ReceiverCommand {
  /** The URL for deliveries. */
  readonly url: string;
  readonly #options: ReceiverCommandOptions;
  #mock: MockAddress | null = null;
  #group: ChildGroup | null = null;
  #output = "";
  readonly #lines = new LineRelay();
  /** Output that has not been asked for yet. */
  #fresh = "";

  private constructor(options: ReceiverCommandOptions, url: string) {
    this.#options = options;
    this.url = url;
  }

  /** Chooses its port without starting it. Throws `config` for an invalid URL. */
  static async plan(options: ReceiverCommandOptions): Promise<ReceiverCommand> {
    const { url: asked = `http://127.0.0.1:0${options.path ?? DEFAULT_PATH}` } = options;
    if (!URL.canParse(asked)) {
      throw new SmartLeadMockError(
        "config",
        `${JSON.stringify(asked)} is not a URL; write it like http://127.0.0.1:0/hook.`,
      );
    }
    // `URL` drops a port only if it is the protocol's default, so port 0 is read from the text.
    const url = new URL(asked);
    if (url.port === "0") url.port = String(await freePort());
    return new ReceiverCommand(options, url.href);
  }

  /** Sets the mock that the command may call from its next start on. */
  introduce(mock: MockAddress): void {
    this.#mock = mock;
  }

  get isRunning(): boolean {
    return this.#group !== null && !this.#group.isOver;
  }

  /** The lines of its output, of every start. */
  get lines(): LineSource {
    return this.#lines;
  }

  /** The last lines of its output; those of an earlier start while the present one has printed none. */
  output(): string {
    return this.#group?.output() || this.#output;
  }

  /** The output since the last call, of whichever start; only its end if it is long. */
  freshOutput(): string {
    const fresh = this.#fresh;
    this.#fresh = "";
    return fresh.trim();
  }

  /**
   * Starts it and waits until its port accepts connections. Throws `conflict` if it runs, or another program uses the port, and
   * `unreachable` if it does not listen in time, or the signal stops it before.
   */
  async start(signal?: AbortSignal): Promise<void> {
    if (this.isRunning) throw new SmartLeadMockError("conflict", "The receiver is already running; stop it first.");
    const url = new URL(this.url);
    if (await isAccepting(url)) {
      const sentence = `Something already listens on ${url.host}; stop it, or use port 0 for a free port.`;
      throw new SmartLeadMockError("conflict", sentence);
    }
    const { command, cwd, startWithinMs = START_WITHIN_MS } = this.#options;
    const elsewhere = await this.#elsewhere();
    await this.#group?.stop();
    // A run that is being stopped has already ended its receivers.
    if (signal?.aborted === true) throw new SmartLeadMockError("unreachable", `The receiver's command ${STOPPED}`);
    this.#group = new ChildGroup({
      command,
      cwd,
      env: this.#environment(url),
      onPrinted: (text) => {
        this.#fresh = (this.#fresh + text).slice(-OUTPUT_LIMIT);
      },
      onLine: (line) => this.#lines.tell(line),
    });
    const found = await this.#untilAccepting(url, { withinMs: startWithinMs, signal, elsewhere });
    if (found === "there") return;
    const { ending } = this.#group;
    const trouble = await this.portTrouble();
    await this.stop();
    if (trouble !== null) throw trouble;
    throw new SmartLeadMockError("unreachable", `The receiver's command ${this.#failure({ found, ending, signal })}`);
  }

  #failure({ found, ending, signal }: Failed): string {
    const { host } = new URL(this.url);
    if (found === "elsewhere") {
      const usual = this.#options.usualUrl ?? "";
      return `listens on ${new URL(usual).host} and not on ${host}; let it listen on the port in the environment variable PORT, or pass --target ${usual}.`;
    }
    if (ending === null && signal?.aborted === true) return STOPPED;
    const { startWithinMs = START_WITHIN_MS } = this.#options;
    return `${ending ?? `does not listen on ${host} after ${startWithinMs / 1_000} s`}${this.#lastWords()}`;
  }

  /** Ends it with all its children; with `isAtOnce` by SIGKILL. */
  async stop(how: { readonly isAtOnce?: boolean } = {}): Promise<void> {
    const group = this.#group;
    if (group === null) return;
    await group.stop(how);
    this.#output = group.output();
    this.#group = null;
  }

  /** Reports that another program uses its port: the command has failed, but something answers there. `null` if nothing shows that. */
  async portTrouble(): Promise<SmartLeadMockError | null> {
    const url = new URL(this.url);
    const { hasFailed = false, ending = null } = this.#group ?? {};
    if (!hasFailed || !(await isAccepting(url))) return null;
    const sentence = `The receiver's command ${ending}, and another program answers on ${url.host}: it has taken the port. Run it again, or choose another port with --target.`;
    return new SmartLeadMockError("conflict", sentence);
  }

  /** Its usual URL, if no other program listens there. */
  async #elsewhere(): Promise<URL | null> {
    const { usualUrl } = this.#options;
    const url = usualUrl === undefined ? null : new URL(usualUrl);
    return url === null || (await isAccepting(url)) ? null : url;
  }

  async #untilAccepting(url: URL, { withinMs, signal, elsewhere }: Patience): Promise<Found> {
    const end = systemTime.monotonicMs() + withinMs;
    let sinceElsewhere: number | null = null;
    while (this.#group?.isOver === false && signal?.aborted !== true && systemTime.monotonicMs() < end) {
      if (await isAccepting(url)) return "there";
      if (elsewhere !== null && (await isAccepting(elsewhere))) {
        if (sinceElsewhere === null) sinceElsewhere = systemTime.monotonicMs();
        else if (systemTime.monotonicMs() - sinceElsewhere > ELSEWHERE_MS) return "elsewhere";
      }
      await new Promise<void>((resolve) => void afterReal(KNOCK_EVERY_MS, resolve));
    }
    return "nowhere";
  }

  #environment(url: URL): Record<string, string> {
    const port = url.port || (url.protocol === "https:" ? "443" : "80");
    const env = { ...promptOutput(process.env), ...this.#options.env };
    if (this.#mock === null) return { ...env, PORT: port };
    const { url: mockUrl, apiKey } = this.#mock;
    return {
      ...env,
      PORT: port,
      SMARTLEAD_MOCK_URL: mockUrl,
      SMARTLEAD_API_BASE: `${mockUrl}/api/v1`,
      SMARTLEAD_API_KEY: apiKey,
    };
  }

  #lastWords(): string {
    const words = this.#output.trim();
    if (words === "") return "; it must listen on the port in the environment variable PORT.";
    return `; its last words: ${words.split("\n").slice(-3).join(" / ")}`;
  }
}
