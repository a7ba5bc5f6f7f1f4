import { join, posix } from "node:path";
import { findEndpoint } from "./find-endpoint.ts";
import { findPort, PORT_VARIABLE } from "./find-port.ts";
import { isThere, type ProjectKind, sourcesIn } from "./project.ts";
import { projectKind } from "./project-kind.ts";

/** The facts about a folder's project that are needed to start its receiver and reach its endpoint. */
export interface FoundProject extends Pick<ProjectKind, "kind" | "name" | "install" | "start"> {
  /** The port that it listens on unless PORT says otherwise. */
  readonly port: number;
  /** The file that the port was found in; `null` = it is the framework's default. */
  readonly portFrom: string | null;
  /** Whether it ignores PORT. */
  readonly isPortFixed: boolean;
  /** The path of its SmartLead endpoint, and the file that it was found in. */
  readonly endpoint: { readonly path: string; readonly file: string | null };
  /** Uncertain facts about the start command, a sentence each. */
  readonly startDoubts: readonly string[];
  /** Uncertain facts about port and path. */
  readonly placeDoubts: readonly string[];
}

/** Examines a folder and at most `most` of its sources. Only reads; files that it cannot read count as missing. */
export async function findProject(folder: string, most?: number): Promise<FoundProject> {
  const sources = await sourcesIn(folder, most);
  const found = await projectKind(folder, sources);
  const endpoint = findEndpoint(sources);
  const { kind, name, install, start, script } = found;
  const clues = { folder, sources, script, usual: found.port, endpointFile: endpoint.file };
  const { port, from, isFromEnvironment, doubts } = await findPort(clues);
  const isPortFixed = isFromEnvironment === false && start !== null && !start.some((word) => PORT_VARIABLE.test(word));
  const fixed = `${from ?? "It"} listens on ${port} regardless of PORT, so the workflow uses that port.`;
  return {
    ...{ kind, name, install, start, port, portFrom: from, isPortFixed },
    endpoint: { path: endpoint.path, file: endpoint.file },
    startDoubts: found.doubts,
    placeDoubts: [
      ...(await otherProject(folder, endpoint.file)),
      ...doubts,
      ...(isPortFixed ? [fixed] : []),
      ...endpoint.doubts,
    ],
  };
}

const MANIFESTS = ["package.json", "pyproject.toml", "requirements.txt", "go.mod", "composer.json", "Gemfile"];

/** The endpoint may belong to a project inside this one, as in a monorepo, with a start command of its own. */
async function otherProject(folder: string, file: string | null): Promise<readonly string[]> {
  for (let at = posix.dirname(file ?? "."); at !== "."; at = posix.dirname(at)) {
    const there = await Promise.all(MANIFESTS.map((name) => isThere(join(folder, at, name))));
    if (there.includes(true)) return [`The endpoint is in ${at}, a separate project; run init in that folder.`];
  }
  return [];
}
