import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { DockerfileParser, type Instruction } from "dockerfile-ast";
import { afterAll, expect, it } from "vitest";
import { freePort } from "../cli/run-cli.ts";

/** No engine is needed: the Dockerfile's steps are done in folders, one for each stage, and its process is run there. */
const ROOT = resolve(import.meta.dirname, "../..");
const HOME = mkdtempSync(join(tmpdir(), "image-"));
afterAll(() => rmSync(HOME, { recursive: true, force: true }));

interface Stage {
  readonly root: string;
  workdir: string;
  readonly environment: Record<string, string>;
  readonly ran: string[];
}

const instructions = DockerfileParser.parse(readFileSync(join(ROOT, "Dockerfile"), "utf8")).getInstructions();
const allowed = (readFileSync(join(ROOT, ".dockerignore"), "utf8").match(/(?<=^!).+$/gm) ?? []).map(String);

/** Every file of the clone that .dockerignore lets through. */
function context(): string {
  const folder = join(HOME, "context");
  for (const path of allowed) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  return folder;
}

function replay(): Stage {
  const stages = new Map<string, Stage>();
  const clone = context();
  let stage: Stage = { root: "", workdir: "/", environment: {}, ran: [] };
  for (const instruction of instructions) {
    const text = instruction.getArgumentsContent() ?? "";
    if (instruction.getKeyword() === "FROM") {
      const name = / AS (\w+)$/i.exec(text)?.[1] ?? "last";
      stage = { root: join(HOME, name), workdir: "/", environment: {}, ran: [] };
      mkdirSync(stage.root);
      stages.set(name, stage);
    } else step(instruction, text, { stage, stages, clone });
  }
  return stage;
}

interface Around {
  readonly stage: Stage;
  readonly stages: ReadonlyMap<string, Stage>;
  readonly clone: string;
}

function step(instruction: Instruction, text: string, { stage, stages, clone }: Around): void {
  switch (instruction.getKeyword()) {
    case "WORKDIR":
      stage.workdir = text;
      mkdirSync(join(stage.root, text), { recursive: true });
      break;
    case "ENV":
      for (const pair of text.split(/\s+/)) stage.environment[pair.split("=")[0] ?? ""] = pair.split("=")[1] ?? "";
      break;
    case "COPY": {
      const words = text.split(" ").filter((word) => !word.startsWith("--from="));
      const from = stages.get(/--from=(\w+)/.exec(instruction.toString())?.[1] ?? "")?.root ?? clone;
      const to = join(stage.root, stage.workdir, words.at(-1) ?? "");
      const isFolder = words.at(-1)?.endsWith("/") === true;
      for (const word of words.slice(0, -1))
        cpSync(join(from, word), isFolder ? join(to, word.split("/").at(-1) ?? "") : to, { recursive: true });
      break;
    }
    case "RUN":
      run(stage, text);
      break;
  }
}

/** What fetches or builds is done already for all tests of the package; everything else a shell would do to the file system is done. */
function run(stage: Stage, text: string): void {
  stage.ran.push(text);
  const work = join(stage.root, stage.workdir);
  if (text.startsWith("npm ci")) symlinkSync(join(ROOT, "node_modules"), join(work, "node_modules"));
  else if (text === "npm run build") cpSync(join(ROOT, "dist"), join(work, "dist"), { recursive: true });
  else
    for (const [, path = ""] of text.matchAll(/mkdir -p (\S+)/g))
      mkdirSync(join(stage.root, path), { recursive: true });
}

/** As the engine would, with the stage's own folder in the place of `/`. */
function start(stage: Stage, keyword: string, environment: Record<string, string>) {
  const content =
    instructions
      .filter((one) => one.getKeyword() === keyword)
      .at(-1)
      ?.getArgumentsContent() ?? "";
  const [file = "", ...words] = JSON.parse(/\[.*\]$/.exec(content)?.[0] ?? "[]") as string[];
  const args = keyword === "ENTRYPOINT" ? [...words, "start", "--target", "none", "--ui", "plain"] : words;
  const env = { PATH: [dirname(process.execPath), process.env.PATH].join(":"), ...stage.environment, ...environment };
  return spawn(file, args, { cwd: join(stage.root, stage.workdir), env, stdio: ["ignore", "pipe", "pipe"] });
}

const ended = (child: ReturnType<typeof start>) => new Promise((done) => child.once("exit", done));

it("The image's steps give a mock that starts guarded, is healthy, keeps its data and stops when it is told to", async () => {
  const stage = replay();
  expect(stage.environment).toEqual({ NODE_ENV: "production" });
  const port = String(await freePort());
  const environment = { SMARTLEAD_MOCK_PORT: port, SMARTLEAD_MOCK_DATA: join(stage.root, "data") };
  expect(await ended(start(stage, "HEALTHCHECK", environment))).toBe(1);

  const mock = start(stage, "ENTRYPOINT", environment);
  let said = "";
  mock.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  await new Promise((ready) => mock.stdout.once("data", ready));
  mock.stdout.resume();
  expect(await ended(start(stage, "HEALTHCHECK", environment))).toBe(0);

  const token = /console: (\S+)/.exec(said)?.[1] ?? "";
  const state = (headers: Record<string, string>) => fetch(`http://127.0.0.1:${port}/_mock/state`, { headers });
  expect((await state({})).status).toBe(401);
  expect((await state({ authorization: `Bearer ${token}` })).status).toBe(200);
  const key = /SmartLead's API: (\S+)/.exec(said)?.[1] ?? "";
  const campaigns = (apiKey: string) => fetch(`http://127.0.0.1:${port}/api/v1/campaigns?api_key=${apiKey}`);
  expect([(await campaigns("other")).ok, (await campaigns(key)).ok]).toEqual([false, true]);

  mock.kill("SIGTERM");
  expect(await ended(mock)).toBe(0);
  expect(readFileSync(join(stage.root, "data/meta.json"), "utf8")).toContain("seed");
});
