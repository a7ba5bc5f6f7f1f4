import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { resolveSettings } from "../../src/config/settings.ts";
import { loadScenarios } from "../../src/harness/scenarios/loading/load-scenarios.ts";
import { emptyDirectory, runCli } from "./run-cli.ts";

const FILES = ["smartlead-mock.config.yaml", "smartlead-scenarios/lost-answer.yaml", ".github/workflows/smartlead.yml"];

function aProject(files: Readonly<Record<string, string>>): string {
  const folder = emptyDirectory();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** What the workflow runs, and what it was told. */
async function initIn(files: Readonly<Record<string, string>>, argv: readonly string[] = []) {
  const cwd = aProject(files);
  const { code, stdout, stderr } = await runCli(["init", "--json", ...argv], { cwd });
  expect([code, stderr]).toEqual([0, ""]);
  const told: { project: string; target: string; todo: string[] } = JSON.parse(stdout);
  const workflow: { jobs: { verify: { steps: { run?: string; uses?: string }[] } } } = parse(
    readFileSync(join(cwd, ".github/workflows/smartlead.yml"), "utf8"),
  );
  const runs = workflow.jobs.verify.steps.flatMap(({ run, uses }) => run ?? uses?.split("@")[0] ?? []);
  return { cwd, ...told, runs };
}

const VERIFY = "npx --yes smartlead-mock verify --target http://127.0.0.1:0";
const REPORTS = "--report pretty,github,junit=reports/smartlead.xml,html=reports/smartlead.html";

describe("init", () => {
  it("writes what the tools themselves can read", async () => {
    const { cwd } = await initIn({
      "package.json": '{"scripts":{"start":"node server.js"}}',
      "server.js": 'app.post("/hooks/smartlead", take).listen(process.env.PORT ?? 4000)',
    });
    const settings = await resolveSettings({ flags: {}, env: {}, cwd });
    expect(settings.values).toEqual({ target: "http://localhost:4000/hooks/smartlead" });
    const [scenario] = await loadScenarios("smartlead-scenarios/lost-answer.yaml", { cwd });
    expect(scenario?.scenario.name).toBe("the answer to a reply is lost");
  });

  it.each([
    [
      "Node with npm",
      {
        "package.json": '{"scripts":{"start":"node .","build":"tsc"}}',
        "package-lock.json": "{}",
        "src/app.ts": 'router.post("/api/smartlead/events", take)',
      },
      ["actions/setup-node", "npm ci", "npm run build", `${VERIFY}/api/smartlead/events ${REPORTS} -- npm start`],
    ],
    [
      "Next.js with pnpm",
      {
        "package.json": '{"scripts":{"start":"next start"}}',
        "pnpm-lock.yaml": "",
        "app/api/webhooks/smartlead/route.ts": "export async function POST() {}",
      },
      [
        "actions/setup-node",
        "corepack enable",
        "pnpm install --frozen-lockfile",
        `${VERIFY}/api/webhooks/smartlead ${REPORTS} -- pnpm start`,
      ],
    ],
    [
      "Node without a start script",
      { "package.json": "{}", "index.js": "" },
      ["actions/setup-node", "npm install", `${VERIFY}/webhooks/smartlead ${REPORTS} -- node index.js`],
    ],
    [
      "FastAPI",
      { "requirements.txt": "fastapi\nuvicorn", "main.py": 'app = FastAPI()\n@app.post("/smartlead")' },
      [
        "actions/setup-python",
        "pip install -r requirements.txt",
        `${VERIFY}/smartlead ${REPORTS} -- sh -c 'uvicorn main:app --port $PORT'`,
      ],
    ],
    [
      "Go",
      { "go.mod": "module x", "main.go": 'http.HandleFunc("/hooks/smartlead", take)' },
      ["actions/setup-go", "go build ./...", `${VERIFY}/hooks/smartlead ${REPORTS} -- go run .`],
    ],
    [
      "PHP",
      { "composer.json": "{}", "public/index.php": "<?php if ($path === '/smartlead') {}" },
      [
        "shivammathur/setup-php",
        "composer install --no-interaction",
        `${VERIFY}/smartlead ${REPORTS} -- sh -c 'php -S 127.0.0.1:$PORT -t public'`,
      ],
    ],
  ])("knows how to start %s", async (_, files, steps) => {
    const { runs, todo } = await initIn(files);
    expect(runs.slice(1, 1 + steps.length)).toEqual(steps);
    expect(todo.some((sentence) => sentence.includes("No path that names SmartLead"))).toBe(
      !JSON.stringify(files).includes("smartlead"),
    );
  });

  it("says what it could not find", async () => {
    const { project, target, todo } = await initIn({ "README.md": "nothing" });
    expect([project, target]).toEqual(["unknown", "http://localhost:3000/webhooks/smartlead"]);
    expect(todo).toEqual([
      expect.stringContaining("No start command was found"),
      expect.stringContaining("No port was found in the sources; 3000 is the usual one"),
      expect.stringContaining("No path that names SmartLead was found"),
    ]);
  });

  it("takes the endpoint that it is told", async () => {
    const { cwd, target, todo } = await initIn({ "go.mod": "" }, ["--target", "http://localhost:9000/a/hook"]);
    expect([target, todo]).toEqual(["http://localhost:9000/a/hook", []]);
    expect(readFileSync(join(cwd, "smartlead-mock.config.yaml"), "utf8")).toContain(
      'target: "http://localhost:9000/a/hook"',
    );
  });

  it("never overwrites, and says what it kept", async () => {
    const cwd = aProject({ "package.json": "{}", "index.js": "", "smartlead-scenarios/lost-answer.yaml": "mine" });
    const first = await runCli(["init"], { cwd });
    expect(first.stdout).toContain("  kept  smartlead-scenarios/lost-answer.yaml, which already exists\n");
    const before = FILES.map((file) => readFileSync(join(cwd, file), "utf8"));
    const second = await runCli(["init", "--target", "http://localhost:1234/x"], { cwd });
    expect(second.stdout.match(/kept/g)).toHaveLength(3);
    expect(FILES.map((file) => readFileSync(join(cwd, file), "utf8"))).toEqual(before);
    expect(before[1]).toBe("mine");
  });

  it("refuses in one sentence where it cannot write", async () => {
    const cwd = aProject({ ".github": "a file" });
    const { code, stderr } = await runCli(["init"], { cwd });
    expect([code, stderr.trimEnd().split("\n").length]).toEqual([2, 1]);
    expect(stderr).toContain(".github/workflows/smartlead.yml cannot be written");
    expect(existsSync(join(cwd, "smartlead-mock.config.yaml"))).toBe(true);
  });
});
