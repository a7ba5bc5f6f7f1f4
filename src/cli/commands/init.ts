import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { maskSecrets } from "../../base/mask-secrets.ts";
import { printable } from "../../base/printable.ts";
import { checkTargets } from "../check-target.ts";
import type { CommandContext } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { findProject } from "../init/find-project.ts";
import { type InitFile, initFiles, openEnds } from "../init/init-files.ts";
import { say } from "../io.ts";
import { jsonText } from "../stdout-json.ts";

/** Writes configuration, a scenario and a workflow for the project in this folder. What is there already stays as it is. */
export async function init({ settings, io }: CommandContext): Promise<number> {
  const project = findProject(io.cwd);
  const asked = settings.layerOf("target") === "flag" ? settings.values.target : undefined;
  const target = asked ?? `http://localhost:${project.port}${project.endpoint.path}`;
  await checkTargets({ ...settings, config: {} }, target);
  const files = initFiles(project, target).map((file) => ({ path: file.path, isWritten: write(file, io.cwd) }));
  const rest =
    asked === undefined ? openEnds(project) : openEnds({ ...project, endpoint: { ...project.endpoint, file: "" } });
  if (settings.values.json === true) {
    say(
      io.stdout,
      jsonText({
        project: project.kind,
        target,
        files: files.map(({ path, isWritten }) => ({ path, written: isWritten })),
        todo: rest,
      }),
    );
    return EXIT.good;
  }
  const where = project.endpoint.file === null ? "" : ` (${printable(project.endpoint.file)})`;
  say(
    io.stdout,
    `Found ${project.name}; its endpoint is taken to be ${printable(maskSecrets(target))}${asked === undefined ? where : ""}.`,
  );
  for (const { path, isWritten } of files)
    say(io.stdout, `  ${isWritten ? "wrote" : "kept "} ${path}${isWritten ? "" : ", which was there"}`);
  for (const sentence of rest) say(io.stdout, sentence);
  say(io.stdout, "Next: smartlead-mock start, smartlead-mock verify, or commit the workflow.");
  return EXIT.good;
}

/** Whether it was written: what is there is never touched. */
function write({ path, text }: InitFile, cwd: string): boolean {
  const file = join(cwd, path);
  if (existsSync(file)) return false;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: "wx" });
    return true;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const sentence = `${path} cannot be written (${why}); call init in a folder of your own.`;
    throw new SmartLeadMockError("usage", sentence, { cause });
  }
}
