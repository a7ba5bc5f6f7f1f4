import { printable } from "../../base/printable.ts";
import { isAccepting } from "../../harness/session/port.ts";
import { type FoundProject, findProject } from "../project/find-project.ts";

/** Sources that are looked through beside a running mock: enough for most receivers, and read in moments. */
const MOST_SOURCES = 300;
/** Real ms that one knock may take. */
const KNOCK_MS = 300;
/** Where receivers listen when their sources name no port. */
const USUAL_PORTS = [3000, 8000, 8080, 5000, 4000] as const;
/** Both of this machine: many servers listen on one of them only. */
const LOOPBACK = ["127.0.0.1", "[::1]"] as const;

/** A server of the project in a folder that listens now. */
export interface ListeningReceiver {
  /** `127.0.0.1:3000`. */
  readonly origin: string;
  /** With the path of the endpoint. */
  readonly url: string;
  /** The file that the path was found in; `null` = it is a guess. */
  readonly pathFrom: string | null;
}

/**
 * Looks for it; `null` where there is no project, or nothing listens. It connects and hangs up: no request is sent.
 *
 * @param own the ports of the mock itself
 */
export async function listeningReceiver(folder: string, own: readonly number[]): Promise<ListeningReceiver | null> {
  const project = await findProject(folder, MOST_SOURCES);
  if (project.kind === "unknown") return null;
  const origin = await listeningOrigin(portsOf(project).filter((port) => !own.includes(port)));
  if (origin === null) return null;
  const { path, file } = project.endpoint;
  return { origin, url: `http://${origin}${path}`, pathFrom: file };
}

/** What to tell the user of it, in a line. */
export async function receiverOffer(folder: string, own: readonly number[]): Promise<string | null> {
  const found = await listeningReceiver(folder, own);
  if (found === null) return null;
  const { origin, url, pathFrom } = found;
  const doubt = pathFrom === null ? "; its path was not found, so replace it with yours" : ` (path from ${pathFrom})`;
  return printable(`A server listens on ${origin}. To send to it: smartlead-mock start --target ${url}${doubt}`);
}

/** One that a file names is meant; a usual one may be any of them. */
function portsOf({ port, portFrom }: FoundProject): readonly number[] {
  return portFrom === null ? [...new Set([port, ...USUAL_PORTS])] : [port];
}

/** The first of the ports on which someone accepts connections. */
async function listeningOrigin(ports: readonly number[]): Promise<string | null> {
  const origins = ports.flatMap((port) => LOOPBACK.map((host) => `${host}:${port}`));
  const accepts = await Promise.all(origins.map((origin) => isAccepting(new URL(`http://${origin}`), KNOCK_MS)));
  return origins.find((_, at) => accepts[at] === true) ?? null;
}
