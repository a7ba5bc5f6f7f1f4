import { type FastifyInstance, fastify } from "fastify";
import { SmartLeadMockError } from "../base/errors.ts";
import { systemTime } from "../base/time/system-clock.ts";
import type { Journal } from "../journal/journal.ts";
import type { SmartLeadMock } from "../mock/mock.ts";
import { type Access, accessRules } from "./access.ts";
import { answerStrays, mountControl, sendFailure } from "./control-plugin.ts";
import { errorAnswer } from "./error-answer.ts";
import { Stream } from "./stream.ts";
import { guideUpgrades, STREAM_PATH } from "./upgrade.ts";
import { mountWebPage } from "./web-page.ts";

export interface ServerOptions {
  readonly mock: SmartLeadMock;
  /** The host to bind to; beyond loopback only with a token and a key. */
  readonly host: string;
  /** The port; 0 takes a free one. */
  readonly port: number;
  /** The token that guards the control API and the stream. */
  readonly token: string | null;
  /** The key of SmartLead's own API; passed on to `restRoutes`. */
  readonly apiKey: string | null;
  /** Further names under which the mock may be addressed (`--allow-name`). */
  readonly allowNames: readonly string[];
  /** The package's own version. */
  readonly version: string;
  /** Mounts SmartLead's own API. */
  readonly restRoutes?: (app: FastifyInstance, apiKey: string | null) => void;
  /** Called for failures that are defects of the mock itself; callers get only a sentence. */
  readonly onDefect?: (error: unknown) => void;
}

export interface RunningServer {
  /** `http://host:port`, reachable from this machine. */
  readonly url: string;
  readonly streamUrl: string;
  readonly port: number;
  /** Ends every socket at once. The mock itself continues. */
  close(): Promise<void>;
}

/** Limit of a call's body in bytes: the largest expected payload (1 MB of history) with room to spare. */
export const BODY_LIMIT_BYTES = 4 * 1024 * 1024;
/** Limit in characters of a path parameter; its own check gives the better message below this. */
const MAX_PARAM_CHARACTERS = 2_000;

/**
 * Starts the server: control API, stream and SmartLead's own API on one port. Throws `port_in_use`, or `usage` when the host cannot be
 * bound or is not loopback and token or key is missing.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const access = accessRules(options);
  const { journal, run } = options.mock;
  const app = applicationOf(options, access);
  const stream = new Stream({ journal, run, version: options.version });
  guideUpgrades(app.server, access, stream);
  const close = () => stream.close().then(() => app.close());
  try {
    await app.listen({ host: options.host, port: options.port });
  } catch (cause) {
    await close();
    throw listenFailure(cause, options);
  }
  return runningServer(options.host, portOf(app), close);
}

function runningServer(host: string, port: number, close: () => Promise<void>): RunningServer {
  const authority = `${reachableHost(host)}:${port}`;
  let closing: Promise<void> | null = null;
  return {
    url: `http://${authority}`,
    streamUrl: `ws://${authority}${STREAM_PATH}`,
    port,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function applicationOf(options: ServerOptions, access: Access): FastifyInstance {
  const startedAt = systemTime.monotonicMs();
  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    // A stop does not wait for idle keep-alive connections.
    forceCloseConnections: true,
    // No route has a schema of Fastify's own, so its compilers (Ajv among them) are neither created nor packaged.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    routerOptions: { maxParamLength: MAX_PARAM_CHARACTERS },
    // A path that is not UTF-8 or too long is refused before any route or hook runs.
    frameworkErrors: (error, _request, reply) => sendFailure(error, reply),
  });
  app.addHook("onRequest", (request, reply, done) => {
    const foreign = access.refusal(request.raw);
    if (foreign === null) return done();
    const { status, body } = errorAnswer("forbidden", foreign);
    reply.code(status).send(body);
  });
  answerWhatIsWritten(app, options.mock.journal);
  answerStrays(app, options.onDefect ?? (() => {}));
  mountControl(app, access, {
    mock: options.mock,
    version: options.version,
    uptimeMs: () => systemTime.monotonicMs() - startedAt,
  });
  mountWebPage(app);
  options.restRoutes?.(app, options.apiKey);
  return app;
}

function listenFailure(cause: unknown, { host, port }: ServerOptions): unknown {
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  if (code === "EADDRINUSE") {
    const message = `Port ${port} on ${host} is in use; stop the program that uses it, or choose another --port (0 takes a free one).`;
    return new SmartLeadMockError("port_in_use", message, { cause });
  }
  if (code === "EACCES") {
    return new SmartLeadMockError("usage", forbiddenPort(port), { cause });
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return new SmartLeadMockError("usage", `--host ${host} is not an address of this machine.`, { cause });
  }
  return cause;
}

/** Windows reserves ranges of high ports; elsewhere only low ports need an administrator. */
export function forbiddenPort(port: number, platform: NodeJS.Platform = process.platform): string {
  const why =
    platform === "win32"
      ? "is reserved by Windows (netsh interface ipv4 show excludedportrange protocol=tcp lists such ranges); use another --port, or 0"
      : "cannot be opened by this user; use a --port above 1023";
  return `Port ${port} ${why}.`;
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  if (typeof address === "object" && address !== null) return address.port;
  throw new SmartLeadMockError("internal", "The server listens on no port.");
}

/** A host for use in a URL; a wildcard becomes the loopback address. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host.replace(/^\[|\]$/g, "")}]` : host;
}

function noCompiler(): never {
  throw new Error("A route has a schema of Fastify's; check its input with checkedInput instead.");
}

const READING_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * No answer shows or acknowledges data that is not written yet. When the journal cannot be written any more, calls that change something
 * are refused before they do (`journal_unwritable`); reads continue.
 */
function answerWhatIsWritten(app: FastifyInstance, journal: Pick<Journal, "commit" | "flush" | "failure">): void {
  app.addHook("preHandler", async ({ method }) => {
    if (journal.failure !== null && !READING_METHODS.has(method)) journal.commit();
  });
  app.addHook("onSend", async ({ method }, reply) => {
    if (READING_METHODS.has(method) || reply.statusCode >= 400) journal.flush();
    else journal.commit();
  });
}
