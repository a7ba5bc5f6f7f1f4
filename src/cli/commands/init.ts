import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { safeText } from "../../base/safe-text.ts";
import { quoted } from "../../base/shell-words.ts";
import type { CommandContext } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { type InitFile, initFiles, openEnds } from "../init/init-files.ts";
import { say } from "../io.ts";
import { jsonText } from "../output/stdout-json.ts";
import { type FoundProject, findProject } from "../project/find-project.ts";
import { checkTargets } from "../receiver/receiver-url.ts";

/** Writes configuration, a scenario and a workflow for the project in this folder. Existing files are not changed. */
export async function init({ settings, io }: CommandContext): Promise<number> {
  const project = await findProject(io.cwd);
  const asked = settings.layerOf("target") === "flag" ? settings.values.target : undefined;
  const target = asked ?? `http://localhost:${project.port}${project.endpoint.path}`;
  await checkTargets({ ...settings, config: {} }, target);
  const files = initFiles(project, target).map((file) => ({ path: file.path, isWritten: write(file, io.cwd) }));
  const rest = openEnds(project, asked !== undefined);
  if (settings.values.json === true) {
    say(
      io.stdout,
      jsonText({
        project: project.kind,
        target,
        start: project.start,
        found: { path: project.endpoint.file, port: project.portFrom },
        files: files.map(({ path, isWritten }) => ({ path, written: isWritten })),
        todo: rest,
      }),
    );
    return EXIT.good;
  }
  const where = asked === undefined ? placeText(project) : "";
  say(io.stdout, `Found ${project.name}; its endpoint seems to be ${safeText(target)}${where}.`);
  if (project.start !== null) say(io.stdout, `Start command: ${printable(project.start.map(quoted).join(" "))}`);
  for (const { path, isWritten } of files)
    say(io.stdout, `  ${isWritten ? "wrote" : "kept "} ${path}${isWritten ? "" : ", which already exists"}`);
  for (const sentence of rest) say(io.stdout, `Please check: ${printable(sentence)}`);
  say(io.stdout, "Next: smartlead-mock start, smartlead-mock verify, or commit the workflow.");
  return EXIT.good;
}

/** The files that path and port were found in. */
function placeText({ endpoint, portFrom }: FoundProject): string {
  const found = [
    ...(endpoint.file === null ? [] : [`path from ${printable(endpoint.file)}`]),
    ...(portFrom === null ? [] : [`port from ${printable(portFrom)}`]),
  ];
  return found.length === 0 ? "" : ` (${found.join(", ")})`;
}

/** Returns whether the file was written: an existing file is never touched. */
function write({ path, text }: InitFile, cwd: string): boolean {
  const file = join(cwd, path);
  if (existsSync(file)) return false;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: "wx" });
    return true;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const sentence = `${path} cannot be written (${why}); run init in a folder that you can write to.`;
    throw new SmartLeadMockError("usage", sentence, { cause });
  }
}
