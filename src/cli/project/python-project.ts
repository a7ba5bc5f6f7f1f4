import { join } from "node:path";
import { type ProjectFolder, type ProjectKind, type Source, textIn } from "./project.ts";

const FILES = ["main.py", "app.py", "server.py", "wsgi.py", "asgi.py"];

/** Django, FastAPI, Flask, or a program with its own server. */
export async function pythonProject({ folder, sources, has }: ProjectFolder): Promise<ProjectKind> {
  const texts = await Promise.all(
    ["requirements.txt", "pyproject.toml", "Pipfile"].map((name) => textIn(join(folder, name))),
  );
  const needs = texts.map((text) => text ?? "").join("\n");
  const [install, prefix] = toolOf(has);
  const found = has.has("manage.py") ? django() : (asgi(sources, needs) ?? flask(sources, needs) ?? program(sources));
  const line = found.line === null ? null : `${prefix}${found.line}`;
  return {
    kind: "python",
    name: "a Python project",
    install,
    start: line === null ? null : ["sh", "-c", line],
    script: found.script,
    prefix,
    port: found.port,
    doubts: found.doubts,
  };
}

interface Started {
  readonly line: string | null;
  readonly script: ProjectKind["script"];
  readonly port: number;
  readonly doubts: readonly string[];
}

/** The install command, and the prefix of each command. */
function toolOf(has: ReadonlySet<string>): readonly [install: readonly string[], prefix: string] {
  if (has.has("uv.lock")) return [["pip install uv", "uv sync"], "uv run "];
  if (has.has("poetry.lock")) return [["pip install poetry", "poetry install"], "poetry run "];
  if (has.has("Pipfile")) return [["pip install pipenv", "pipenv install"], "pipenv run "];
  return [[has.has("requirements.txt") ? "pip install -r requirements.txt" : "pip install ."], ""];
}

function django(): Started {
  return { line: "python manage.py runserver $PORT", script: null, port: 8000, doubts: [] };
}

/** Finds `app = FastAPI(` in any source. */
function asgi(sources: readonly Source[], needs: string): Started | null {
  const found = madeIn(sources, /^(\w+)\s*(?::[^=\n]+)?=\s*(?:\w+\.)?(?:FastAPI|Starlette|Litestar|Quart)\(/m);
  if (found === null) {
    if (!/\b(?:fastapi|starlette)\b/i.test(needs)) return null;
    const factory = madeIn(sources, /^def\s+(create_app|make_app|get_app)\s*\(/m);
    if (factory === null) return guessedAsgi(sources);
    return {
      line: `uvicorn --factory ${factory.module}:${factory.name} --port $PORT`,
      script: null,
      port: 8000,
      doubts: [],
    };
  }
  const { source, module, name } = found;
  const own = /\buvicorn\.run\(/.test(source.text)
    ? { file: source.file, line: source.text.match(/uvicorn\.run\([^)]*\)/)?.[0] ?? "" }
    : null;
  return {
    line: `uvicorn ${module}:${name} --port $PORT`,
    script: own && { file: own.file, line: portWord(own.line) },
    port: 8000,
    doubts: [],
  };
}

function guessedAsgi(sources: readonly Source[]): Started | null {
  const file = FILES.find((name) => sources.some((one) => one.file === name));
  if (file === undefined) return null;
  const line = `uvicorn ${file.replace(/\.py$/, "")}:app --port $PORT`;
  return { line, script: null, port: 8000, doubts: [`No FastAPI application was found; ${line} is a guess.`] };
}

/** Turns `uvicorn.run(app, port=8001)` into a flag. */
function portWord(call: string): string {
  const port = /\bport\s*=\s*(\d+)/.exec(call)?.[1];
  return port === undefined ? "" : `--port ${port}`;
}

function flask(sources: readonly Source[], needs: string): Started | null {
  const made =
    madeIn(sources, /^(\w+)\s*(?::[^=\n]+)?=\s*(?:\w+\.)?Flask\(/m) ??
    madeIn(sources, /^def\s+(create_app|make_app)\s*\(/m);
  if (made === null) return /\bflask\b/i.test(needs) ? program(sources) : null;
  const usual = ["app", "application", "create_app", "make_app"].includes(made.name);
  const app = usual ? made.module : `${made.module}:${made.name}`;
  return { line: `flask --app ${app} run --port $PORT`, script: null, port: 5000, doubts: [] };
}

/** A file that starts a server when it is run. */
function program(sources: readonly Source[]): Started {
  const file =
    FILES.find((name) => sources.some((one) => one.file === name)) ??
    sources.find(({ file: one, text }) => one.endsWith(".py") && /__main__/.test(text))?.file;
  if (file === undefined) return { line: null, script: null, port: 8000, doubts: [] };
  return {
    line: `python ${file}`,
    script: null,
    port: 8000,
    doubts: [`That python ${file} starts the receiver is a guess.`],
  };
}

interface Made {
  readonly source: Source;
  /** `app.main` for `app/main.py`. */
  readonly module: string;
  readonly name: string;
}

function madeIn(sources: readonly Source[], pattern: RegExp): Made | null {
  for (const source of sources) {
    const name = source.file.endsWith(".py") ? pattern.exec(source.text)?.[1] : undefined;
    if (name === undefined) continue;
    const path = source.file.replace(/(?:\/__init__)?\.py$/, "");
    return { source, module: path.replaceAll("/", "."), name };
  }
  return null;
}
