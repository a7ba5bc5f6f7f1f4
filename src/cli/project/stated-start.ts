import { join } from "node:path";
import { builtServices } from "./compose-file.ts";
import { type ProjectFolder, type ProjectKind, textIn } from "./project.ts";

/** Process types of a Procfile that serve HTTP. */
const WEB = /^web[ \t]*:[ \t]*(\S.*?)[ \t]*$/m;
/** Commands that exist on Heroku only. */
const ONLY_THERE = /\bheroku-(?:php|hhvm)-/;

/**
 * Adds the start command that the project's own files state: a Procfile, then a compose file. A command derived from the framework alone is
 * a guess and comes second; a `start` script of package.json is stated too, and only a Procfile takes precedence over it.
 */
export async function withStatedStart(found: ProjectKind, project: ProjectFolder): Promise<ProjectKind> {
  const web = await procfile(project);
  if (web !== null) return stated(found, web, []);
  if (found.isStated) return found;
  const [service, ...others] = await composeCommands(project);
  if (service === undefined) return found;
  const more = others.length === 0 ? "" : `, whose other services are ${others.map(({ name }) => name).join(", ")}`;
  const from = `The start command comes from the service ${service.name} in ${service.file}${more}; check that it runs without the container.`;
  return stated(found, service, [from]);
}

interface Statement {
  readonly file: string;
  readonly line: string;
}

function stated(found: ProjectKind, { file, line }: Statement, doubts: readonly string[]): ProjectKind {
  const { prefix = "" } = found;
  const whole = line.startsWith(prefix) ? line : `${prefix}${line}`;
  const other = found.start?.[0] === "sh" ? found.start[2] : found.start?.join(" ");
  const instead =
    other === undefined || other === whole || doubts.length > 0
      ? []
      : [`The start command comes from ${file}; without it, it would be ${other}.`];
  return { ...found, start: ["sh", "-c", whole], script: { file, line }, doubts: [...doubts, ...instead] };
}

async function procfile({ folder, has }: ProjectFolder): Promise<Statement | null> {
  if (!has.has("Procfile")) return null;
  const line = WEB.exec((await textIn(join(folder, "Procfile"))) ?? "")?.[1];
  return line === undefined || ONLY_THERE.test(line) ? null : { file: "Procfile", line };
}

/** Services with a command; those that publish a port come first. */
async function composeCommands({ folder }: ProjectFolder) {
  const services = (await builtServices(folder)).flatMap(({ command, ...service }) =>
    command === null ? [] : [{ ...service, line: command }],
  );
  const published = services.filter(({ ports }) => ports.length > 0);
  return published.length > 0 ? published : services;
}
