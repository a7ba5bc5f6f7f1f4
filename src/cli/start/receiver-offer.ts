import { printable } from "../../base/printable.ts";
import { isAccepting } from "../../harness/session/port.ts";
import { type FoundProject, findProject } from "../project/find-project.ts";

/** Maximum sources that are read while a mock runs: enough for most receivers, and quick. */
const MOST_SOURCES = 300;
/** Real ms for one connection attempt. */
const KNOCK_MS = 300;
/** Ports to try if the sources name none. */
const USUAL_PORTS = [3000, 8000, 8080, 5000, 4000] as const;
/** Both loopback addresses: many servers listen on only one of them. */
const LOOPBACK = ["127.0.0.1", "[::1]"] as const;

/** A listening server of the project in a folder. */
export interface ListeningReceiver {
  /** For example `127.0.0.1:3000`. */
  readonly origin: string;
  /** Includes the path of the endpoint. */
  readonly url: string;
  /** The file that the path was found in; `null` = it is a guess. */
  readonly pathFrom: string | null;
}

/**
 * Finds it; `null` if there is no project, or nothing listens. It connects and disconnects: no request is sent.
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

/** The line that tells the user about it. */
export async function receiverOffer(folder: string, own: readonly number[]): Promise<string | null> {
  const found = await listeningReceiver(folder, own);
  if (found === null) return null;
  const { origin, url, pathFrom } = found;
  const doubt = pathFrom === null ? "; its path was not found, so replace it with yours" : ` (path from ${pathFrom})`;
  return printable(`A server listens on ${origin}. To send to it: smartlead-mock start --target ${url}${doubt}`);
}

/** If a file names the port only that one is tried; otherwise each usual port. */
function portsOf({ port, portFrom }: FoundProject): readonly number[] {
  return portFrom === null ? [...new Set([port, ...USUAL_PORTS])] : [port];
}

/** The first of the ports that accepts connections. */
async function listeningOrigin(ports: readonly number[]): Promise<string | null> {
  const origins = ports.flatMap((port) => LOOPBACK.map((host) => `${host}:${port}`));
  const accepts = await Promise.all(origins.map((origin) => isAccepting(new URL(`http://${origin}`), KNOCK_MS)));
  return origins.find((_, at) => accepts[at] === true) ?? null;
}
