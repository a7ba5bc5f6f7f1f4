/** The services of a compose file that are built from this folder: the receiver is one of them if it runs in a container. */

import { join } from "node:path";
import { parse } from "yaml";
import { isObject } from "../../base/json-text.ts";
import { quoted } from "../../base/shell-words.ts";
import { textIn } from "./project.ts";

export interface BuiltService {
  /** The compose file. */
  readonly file: string;
  readonly name: string;
  /** Its `ports`, in the forms that compose knows. */
  readonly ports: readonly unknown[];
  /** Its `command` as a shell line; `null` if the image's default is used. */
  readonly command: string | null;
}

const NAMES = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** Reads the first compose file in the folder; returns no services if it cannot be read. */
export async function builtServices(folder: string): Promise<readonly BuiltService[]> {
  for (const file of NAMES) {
    const text = await textIn(join(folder, file));
    if (text !== null) return servicesIn(text, file);
  }
  return [];
}

function servicesIn(text: string, file: string): readonly BuiltService[] {
  try {
    const services: unknown = (parse(text) as { services?: unknown } | null)?.services;
    return Object.entries(isObject(services) ? services : {}).flatMap(([name, service]) => {
      if (!isObject(service) || !("build" in service)) return [];
      const { ports, command } = service;
      return [{ file, name, ports: Array.isArray(ports) ? ports : [], command: commandLine(command) }];
    });
  } catch {
    return [];
  }
}

/** In a compose file, `$$` is an escaped dollar sign. */
function commandLine(command: unknown): string | null {
  const line = Array.isArray(command) ? command.map((word) => quoted(String(word))).join(" ") : command;
  return typeof line === "string" && line.trim() !== "" ? line.trim().replaceAll("$$", "$") : null;
}
