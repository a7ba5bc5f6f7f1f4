/** Detects the kind of project in a folder: how it is installed and started, and its default port. */
import { join } from "node:path";
import { parsedJson } from "../../base/json-text.ts";
import { ownValue } from "../../base/own-value.ts";
import { isThere, type ProjectFolder, type ProjectKind, type Source, textIn } from "./project.ts";
import { pythonProject } from "./python-project.ts";
import { withStatedStart } from "./stated-start.ts";

const NAMES = [
  ...[
    "package.json",
    "pyproject.toml",
    "requirements.txt",
    "Pipfile",
    "go.mod",
    "composer.json",
    "artisan",
    "Gemfile",
    "public",
  ],
  ...[
    "pnpm-lock.yaml",
    "yarn.lock",
    "bun.lock",
    "bun.lockb",
    "package-lock.json",
    "uv.lock",
    "poetry.lock",
    "manage.py",
    "Procfile",
  ],
  ...["server.js", "index.js", "src/index.js", "app.js", "src/server.js", "main.js", "server.mjs", "index.mjs"],
  ...["config/routes.rb", "bin/rails", "config.ru", "app.rb", "main.go"],
];

export async function projectKind(folder: string, sources: readonly Source[]): Promise<ProjectKind> {
  const there = await Promise.all(NAMES.map((name) => isThere(join(folder, name))));
  const project = { folder, sources, has: new Set(NAMES.filter((_, at) => there[at] === true)) };
  return withStatedStart(await byFiles(project), project);
}

function byFiles(project: ProjectFolder): Promise<ProjectKind> | ProjectKind {
  const { has } = project;
  // Laravel and Rails projects have a package.json too, for their frontend.
  if (has.has("artisan")) return laravelProject();
  if (has.has("config/routes.rb") || has.has("Gemfile")) return rubyProject(has);
  if (has.has("manage.py")) return pythonProject(project);
  if (has.has("go.mod")) return goProject(project);
  if (has.has("package.json")) return nodeProject(project);
  if (["pyproject.toml", "requirements.txt", "Pipfile"].some((name) => has.has(name))) return pythonProject(project);
  if (has.has("composer.json")) return phpProject(has);
  return {
    kind: "unknown",
    name: "no known kind of project",
    install: [],
    start: null,
    script: null,
    port: 3000,
    doubts: [],
  };
}

const LOCKFILES = [
  { files: ["pnpm-lock.yaml"], manager: "pnpm", install: ["corepack enable", "pnpm install --frozen-lockfile"] },
  { files: ["yarn.lock"], manager: "yarn", install: ["corepack enable", "yarn install --immutable"] },
  {
    files: ["bun.lock", "bun.lockb"],
    manager: "bun",
    install: ["npm install --global bun", "bun install --frozen-lockfile"],
  },
  { files: ["package-lock.json"], manager: "npm", install: ["npm ci"] },
] as const;
/** Scripts that may start a receiver, the most likely first. */
const STARTING = ["start", "start:prod", "serve", "dev", "start:dev", "develop"] as const;
const USUAL_PORTS = [
  ["vite", 5173],
  ["@sveltejs/kit", 5173],
  ["astro", 4321],
  ["@strapi/strapi", 1337],
  ["@adonisjs/core", 3333],
] as const;

async function nodeProject({ folder, has, sources }: ProjectFolder): Promise<ProjectKind> {
  const manifest = objectOf(parsedJson((await textIn(join(folder, "package.json"))) ?? "{}"));
  const lock = LOCKFILES.find(({ files }) => files.some((file) => has.has(file)));
  const manager = lock?.manager ?? "npm";
  const scripts = objectOf(ownValue(manifest, "scripts"));
  const needs = { ...objectOf(ownValue(manifest, "dependencies")), ...objectOf(ownValue(manifest, "devDependencies")) };
  const name = STARTING.find((one) => typeof scripts[one] === "string");
  const main = mainFile(manifest.main, has, sources);
  const build = "build" in scripts ? [`${manager} run build`] : [];
  const line = name === undefined ? `node ${main ?? ""}` : String(scripts[name]);
  const start = name === undefined ? (main === undefined ? null : ["node", main]) : runWords(manager, name);
  return {
    kind: "node",
    name: `a Node project (${manager})`,
    install: [...(lock?.install ?? ["npm install"]), ...build],
    start,
    script: { file: "package.json", line },
    isStated: name === "start",
    port: USUAL_PORTS.find(([one]) => one in needs)?.[1] ?? 3000,
    doubts: nodeDoubts(name, start),
  };
}

/** The file to run with `node`: the manifest's `main` if it exists (`npm init` names an index.js that may not), a usual name, or a file that listens. */
function mainFile(main: unknown, has: ReadonlySet<string>, sources: readonly Source[]): string | undefined {
  const isSource = (name: string) => sources.some(({ file }) => file === name.replace(/^\.\//, ""));
  if (typeof main === "string" && (isSource(main) || !/^(?:\.\/)?index\.js$/.test(main))) return main;
  const usual = [...has].find((one) => /\.m?js$/.test(one));
  return usual ?? sources.find(({ file, text }) => /\.[cm]?js$/.test(file) && /\.listen\(|\bserve\(/.test(text))?.file;
}

function runWords(manager: string, script: string): readonly string[] {
  return script === "start" ? [manager, "start"] : [manager, "run", script];
}

function nodeDoubts(script: string | undefined, start: readonly string[] | null): readonly string[] {
  if (start === null || script === "start") return [];
  const what = start.join(" ");
  if (script !== undefined) return [`package.json has no script "start"; ${what} is used as the start command.`];
  return [`package.json has no script that starts the receiver; ${what} is a guess.`];
}

async function goProject({ sources }: ProjectFolder): Promise<ProjectKind> {
  const mains = sources.filter(
    ({ file, text }) => file.endsWith(".go") && /^package main$/m.test(text) && /\bfunc main\(/.test(text),
  );
  const serving = mains.filter(({ text }) => /ListenAndServe|\.Run\(|\.Start\(|\.Listen\(/.test(text));
  const [main = mains[0]] = serving;
  const folder = main?.file.includes("/") === true ? `./${main.file.replace(/\/[^/]+$/, "")}` : ".";
  const others = (serving.length > 0 ? serving : mains).filter(
    (one) => one !== main && !one.file.startsWith(`${folder.slice(2)}/`) && one.file.includes("/"),
  );
  return {
    kind: "go",
    name: "a Go module",
    install: ["go build ./..."],
    start: ["go", "run", folder],
    script: main === undefined ? null : { file: main.file, line: "" },
    port: 8080,
    doubts:
      others.length === 0
        ? []
        : [
            `Other programs that could be the receiver: ${others
              .slice(0, 3)
              .map(({ file }) => file)
              .join(", ")}.`,
          ],
  };
}

function rubyProject(has: ReadonlySet<string>): ProjectKind {
  const isRails = has.has("config/routes.rb");
  const rails = [has.has("bin/rails") ? "bin/rails" : "bundle exec rails", "server -p $PORT"].join(" ");
  const file = has.has("config.ru")
    ? "bundle exec rackup -p $PORT"
    : has.has("app.rb")
      ? "bundle exec ruby app.rb -p $PORT"
      : null;
  const line = isRails ? rails : file;
  return {
    kind: "ruby",
    name: isRails ? "a Rails project" : "a Ruby project",
    install: ["bundle install"],
    start: line === null ? null : ["sh", "-c", line],
    script: null,
    port: isRails ? 3000 : has.has("config.ru") ? 9292 : 4567,
    doubts: [],
  };
}

function laravelProject(): ProjectKind {
  const start = ["sh", "-c", "php artisan serve --port=$PORT"];
  return {
    kind: "php",
    name: "a Laravel project",
    install: ["composer install --no-interaction"],
    start,
    script: null,
    port: 8000,
    doubts: [],
  };
}

function phpProject(has: ReadonlySet<string>): ProjectKind {
  const start = ["php", "-S", "127.0.0.1:$PORT", "-t", has.has("public") ? "public" : "."];
  return {
    kind: "php",
    name: "a PHP project",
    install: ["composer install --no-interaction"],
    start,
    script: null,
    port: 8000,
    doubts: [],
  };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
