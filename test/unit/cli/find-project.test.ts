import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findProject } from "../../../src/cli/project/find-project.ts";

const root = mkdtempSync(join(tmpdir(), "smartlead-projects-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
type Files = Readonly<Record<string, string>>;

/** What is found in a folder with these files: path, port, start command. */
async function found(files: Files) {
  const folder = mkdtempSync(join(root, "project-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { endpoint, port, start, startDoubts, placeDoubts, isPortFixed } = await findProject(folder);
  const line = start?.[0] === "sh" ? start[2] : (start?.join(" ") ?? null);
  return { path: endpoint.path, port, start: line, startDoubts, placeDoubts, isPortFixed };
}

const npm = (scripts: Files, more: object = {}) => JSON.stringify({ scripts, ...more });

/** What a project is, its files, and the path, the port and the start command that are its own. */
const PROJECTS: readonly (readonly [
  what: string,
  files: Files,
  expected: readonly [path: string, port: number, start: string],
])[] = [
  [
    "Express with a router that is mounted",
    {
      "package.json": npm({ start: "node src/server.js" }),
      "src/server.js": `const express = require("express"); const hooks = require("./routes/hooks");
const app = express();
app.use("/webhooks", express.raw({ type: "*/*" }), hooks);
app.listen(process.env.PORT || 4000);`,
      "src/routes/hooks.js": `const router = require("express").Router();
router.post("/smartlead", (req, res) => res.sendStatus(200));
module.exports = router;`,
    },
    ["/webhooks/smartlead", 4000, "npm start"],
  ],
  [
    "Express with routers in routers, as modules",
    {
      "package.json": npm({ start: "tsx src/index.ts" }),
      "src/index.ts": `import { api } from "./api/index.js";
app.use("/api", api);
const port = Number(process.env.PORT ?? 3100);
app.listen(port);`,
      "src/api/index.ts": `import hooks from "./hooks";
export const api = Router();
api.use("/v1/hooks", hooks);`,
      "src/api/hooks.ts": `const router = Router(); router.post("/smart-lead/:campaign", take); export default router;`,
    },
    ["/api/v1/hooks/smart-lead/smartlead", 3100, "npm start"],
  ],
  [
    "Express with a router in the same file",
    {
      "package.json": npm({ start: "node index.js" }),
      "index.js": `const hooks = express.Router();
hooks.post("/smartlead", take);
app.post("/health", ok);
app.use("/in", hooks);
app.listen(5005);`,
    },
    ["/in/smartlead", 5005, "npm start"],
  ],
  [
    "Fastify with a prefix",
    {
      "package.json": npm({ start: "node app.mjs" }),
      "pnpm-lock.yaml": "",
      "app.mjs": `import hooks from "./hooks.mjs";
await app.register(hooks, { prefix: "/webhooks" });
await app.listen({ port: 3333, host: "0.0.0.0" });`,
      "hooks.mjs": `export default async function hooks(fastify) { fastify.post("/smartlead", async () => ({})); }`,
    },
    ["/webhooks/smartlead", 3333, "pnpm start"],
  ],
  [
    "Fastify with a plugin in the same file and a route object",
    {
      "package.json": npm({ start: "node app.js" }),
      "app.js": `async function hooks(instance) { instance.route({ method: "POST", url: "/smartlead", handler }); }
app.register(hooks, { prefix: "/hooks" });
app.listen({ port: Number(process.env.PORT) || 8088 });`,
    },
    ["/hooks/smartlead", 8088, "npm start"],
  ],
  [
    "Fastify with autoload",
    {
      "package.json": npm({ start: "node app.js" }),
      "app.js": `app.register(require("@fastify/autoload"), { dir: path.join(__dirname, "routes") }); const { PORT = 3210 } = process.env; app.listen({ port: PORT });`,
      "routes/webhooks/smartlead/index.js": `module.exports = async (fastify) => { fastify.post("/", take); };`,
    },
    ["/webhooks/smartlead", 3210, "npm start"],
  ],
  [
    "Express with a path in a constant, and a port in a schema of the environment",
    {
      "package.json": npm({ start: "node dist/main.js" }),
      "src/main.ts": `const BASE = "/v2";\napp.post(\`\${BASE}/smartlead\`, take); app.listen(env.PORT);`,
      "src/env.ts": "export const env = z.object({ PORT: z.coerce.number().default(3999) }).parse(process.env);",
    },
    ["/v2/smartlead", 3999, "npm start"],
  ],
  [
    "Remix",
    {
      "package.json": npm({ start: "remix-serve" }),
      "app/routes/webhooks.smartlead.ts": "export const action = () => null;",
    },
    ["/webhooks/smartlead", 3000, "npm start"],
  ],
  [
    "Django Ninja",
    {
      "manage.py": "",
      "site/urls.py": `from site.api import api
urlpatterns = [path("api/", api.urls)]`,
      "site/api.py": `api = NinjaAPI()
@api.post("/smartlead")
def take(request): ...`,
    },
    ["/api/smartlead", 8000, "python manage.py runserver $PORT"],
  ],
  [
    "Hono with a base path",
    {
      "package.json": npm({ dev: "tsx watch src/index.ts" }),
      "src/index.ts": `const app = new Hono().basePath("/api");
app.route("/hooks", hooks);
const hooks = new Hono();
hooks.post("/smartlead", (c) => c.text("ok"));
serve({ fetch: app.fetch, port: 8787 });`,
    },
    ["/api/hooks/smartlead", 8787, "npm run dev"],
  ],
  [
    "Next.js, app router with a group, and a port in the script",
    {
      "package.json": npm({ start: "next start -p 4100", build: "next build" }, { dependencies: { next: "15" } }),
      "src/app/(hooks)/api/webhooks/smartlead/route.ts": "export async function POST() {}",
      "src/app/page.tsx": "export default () => null",
    },
    ["/api/webhooks/smartlead", 4100, "npm start"],
  ],
  [
    "Next.js, pages and a base path",
    {
      "package.json": npm({ start: "next start" }),
      "next.config.js": `module.exports = { basePath: "/app" }`,
      "pages/api/smartlead.ts": "export default function handler() {}",
    },
    ["/app/api/smartlead", 3000, "npm start"],
  ],
  [
    "Nest with a controller and a global prefix",
    {
      "package.json": npm({ start: "nest start", "start:prod": "node dist/main" }),
      "src/main.ts": `app.setGlobalPrefix("api"); await app.listen(process.env.PORT ?? 3001);`,
      "src/hooks/hooks.controller.ts": `@Controller("webhooks") export class HooksController {
  @Get() all() {}
  @Post("smartlead") take(@Body() body: unknown) {}
}`,
    },
    ["/api/webhooks/smartlead", 3001, "npm start"],
  ],
  [
    "SvelteKit",
    {
      "package.json": npm({ dev: "vite dev" }, { devDependencies: { "@sveltejs/kit": "2", vite: "6" } }),
      "src/routes/api/smartlead/+server.ts": "export const POST = () => new Response();",
    },
    ["/api/smartlead", 5173, "npm run dev"],
  ],
  [
    "Node's own server, and a port from .env",
    {
      "package.json": npm({ start: "node --env-file=.env server.js" }),
      ".env": "DATABASE_URL=x\nPORT=4567\n",
      "server.js": `http.createServer((req, res) => { if (req.url === "/hooks/smartlead") take(req, res); }).listen(process.env.PORT);`,
    },
    ["/hooks/smartlead", 4567, "npm start"],
  ],
  [
    "Flask with a blueprint",
    {
      "requirements.txt": "flask",
      "app/__init__.py": `from flask import Flask
from app.hooks import bp as hooks_bp
def create_app():
    app = Flask(__name__)
    app.register_blueprint(hooks_bp)
    return app`,
      "app/hooks.py": `bp = Blueprint("hooks", __name__, url_prefix="/webhooks")
@bp.route("/smartlead", methods=["POST"])
def smartlead(): return ""`,
      ".flaskenv": "",
    },
    ["/webhooks/smartlead", 5000, "flask --app app run --port $PORT"],
  ],
  [
    "Flask with a prefix where the blueprint is registered",
    {
      "requirements.txt": "flask",
      "server.py": `from hooks import bp
app = Flask(__name__)
app.register_blueprint(bp, url_prefix="/in")
if __name__ == "__main__": app.run(port=int(os.environ.get("PORT", "5055")))`,
      "hooks.py": `bp = Blueprint("hooks", __name__, url_prefix="/never")
@bp.post("/smartlead")
def take(): return ""`,
    },
    ["/in/smartlead", 5055, "flask --app server run --port $PORT"],
  ],
  [
    "FastAPI with prefixes of router and app",
    {
      "pyproject.toml": "[project]\ndependencies = ['fastapi']",
      "uv.lock": "",
      "src/app/main.py": `from app.routers import hooks
app = FastAPI(title="x")
app.include_router(hooks.router, prefix="/api")`,
      "src/app/routers/hooks.py": `router = APIRouter(prefix="/webhooks", tags=["x"])
@router.post("/smartlead", status_code=202)
async def take(request: Request): ...`,
    },
    ["/api/webhooks/smartlead", 8000, "uv run uvicorn src.app.main:app --port $PORT"],
  ],
  [
    "Django",
    {
      "manage.py": "",
      "requirements.txt": "django",
      "site/urls.py": `urlpatterns = [path("admin/", admin.site.urls), path("webhooks/", include("hooks.urls"))]`,
      "hooks/urls.py": `urlpatterns = [path("smartlead/", views.smartlead)]`,
    },
    ["/webhooks/smartlead/", 8000, "python manage.py runserver $PORT"],
  ],
  [
    "Rails with a namespace and a scope",
    {
      Gemfile: "gem 'rails'",
      "bin/rails": "",
      "config/puma.rb": `port ENV.fetch("PORT") { 3002 }`,
      "config/routes.rb": `Rails.application.routes.draw do
  resources :leads do
    member do
      get :show
    end
  end
  scope "/api" do
    namespace :webhooks do
      post "smartlead", to: "smartlead#create"
    end
  end
end`,
    },
    ["/api/webhooks/smartlead", 3002, "bin/rails server -p $PORT"],
  ],
  [
    "Laravel, the routes of its API, in a group",
    {
      artisan: "",
      "composer.json": "{}",
      "package.json": npm({ dev: "vite" }),
      "routes/web.php": "<?php Route::get('/', fn () => view('welcome'));",
      "routes/api.php": `<?php
Route::prefix('webhooks')->middleware('throttle')->group(function () {
    Route::post('/smartlead', [SmartLeadController::class, 'store']);
});`,
    },
    ["/api/webhooks/smartlead", 8000, "php artisan serve --port=$PORT"],
  ],
  [
    "Go with net/http",
    {
      "go.mod": "module x",
      "cmd/server/main.go": `package main
func main() {
  mux := http.NewServeMux()
  mux.HandleFunc("POST /webhooks/smartlead", take)
  port := os.Getenv("PORT")
  if port == "" { port = "9090" }
  log.Fatal(http.ListenAndServe(":"+port, mux))
}`,
      "cmd/migrate/main.go": "package main\nfunc main() {}",
    },
    ["/webhooks/smartlead", 9090, "go run ./cmd/server"],
  ],
  [
    "Go with chi, nested and mounted",
    {
      "go.mod": "module x",
      "main.go": `package main
func main() {
  r := chi.NewRouter()
  r.Route("/api", func(r chi.Router) {
    r.Get("/health", ok)
    r.Mount("/hooks", hookRoutes())
  })
  http.ListenAndServe(":8181", r)
}
func hookRoutes() http.Handler {
  r := chi.NewRouter()
  r.Post("/smartlead", take)
  return r
}`,
    },
    ["/api/hooks/smartlead", 8181, "go run ."],
  ],
  [
    "Go with gin's groups",
    {
      "go.mod": "module x",
      "main.go": `package main
func main() {
  r := gin.Default()
  api := r.Group("/api")
  hooks := api.Group("/hooks")
  hooks.POST("/smartlead", take)
  r.Run(":8282")
}`,
    },
    ["/api/hooks/smartlead", 8282, "go run ."],
  ],
  [
    "Flask with a Procfile, which takes precedence over the framework",
    {
      "requirements.txt": "flask\ngunicorn",
      "app.py": `app = Flask(__name__)
@app.post("/webhooks/smartlead")
def take(): return ""
if __name__ == "__main__": app.run(port=5055)`,
      Procfile: "release: ./migrate\nweb: gunicorn app:app\nworker: rq worker\n",
    },
    ["/webhooks/smartlead", 8000, "gunicorn app:app"],
  ],
  [
    "Flask with a compose file, whose command takes precedence over the framework",
    {
      "pyproject.toml": "[project]\ndependencies = ['flask']",
      "uv.lock": "",
      "app.py": `app = Flask(__name__)
@app.post("/webhooks/smartlead")
def take(): return ""`,
      "compose.yaml": `services:
  worker: { build: ., command: rq worker }
  web: { build: ., ports: ["8080:8000"], command: [gunicorn, -b, "0.0.0.0:8000", "app:app"] }
`,
    },
    ["/webhooks/smartlead", 8000, "uv run gunicorn -b 0.0.0.0:8000 app:app"],
  ],
  [
    "Express with a start script and a compose file, which runs it otherwise in a container",
    {
      "package.json": npm({ start: "node s.js" }),
      "s.js": `app.post("/in/smartlead", take).listen(process.env.PORT || 3000)`,
      "compose.yaml": "services:\n  web: { build: ., ports: ['3000:3000'], command: nodemon s.js }\n",
    },
    ["/in/smartlead", 3000, "npm start"],
  ],
];

describe("a project", () => {
  it.each(PROJECTS)("is found: %s", async (_, files, [path, port, start]) => {
    expect(await found(files)).toMatchObject({ path, port, start });
  });
});

describe("what is not sure", () => {
  it("is said of a path with a parameter, of several paths, and of one that names no SmartLead", async () => {
    const server = (text: string) => ({
      "package.json": npm({ start: "node s.js" }),
      "s.js": `${text}; app.listen(3000)`,
    });
    const parameter = await found(server(`app.post("/webhooks/:provider", take)`));
    expect(parameter.path).toBe("/webhooks/smartlead");
    expect(parameter.placeDoubts).toContainEqual(expect.stringContaining("/webhooks/:provider (s.js) has a parameter"));
    const several = await found(server(`app.post("/a/smartlead", take); app.post("/b/smartlead", take)`));
    expect(several.placeDoubts).toContainEqual("Other possible paths: /b/smartlead (s.js).");
    const other = await found(server(`app.post("/hooks/in", take)`));
    expect([other.path, other.placeDoubts.join(" ")]).toEqual([
      "/hooks/in",
      expect.stringContaining("No path names SmartLead"),
    ]);
    const none = await found(server(`app.post("/login", take)`));
    expect([none.path, none.placeDoubts.join(" ")]).toEqual([
      "/webhooks/smartlead",
      expect.stringContaining("No path that names"),
    ]);
  });

  it("is said of a port that PORT does not change, and of one that a container publishes elsewhere", async () => {
    const fixed = await found({ "package.json": npm({ start: "node s.js" }), "s.js": "app.listen(3456)" });
    const constant = await found({
      "package.json": npm({ start: "node s.js" }),
      "s.js": "const PORT = 3457; app.listen(PORT)",
    });
    expect([constant.port, constant.isPortFixed]).toEqual([3457, true]);
    expect([fixed.isPortFixed, fixed.placeDoubts[0]]).toEqual([
      true,
      expect.stringContaining("listens on 3456 regardless of PORT"),
    ]);
    const compose =
      "services:\n  db: { image: postgres, ports: ['5432:5432'] }\n  web: { build: ., ports: ['8080:3000'] }\n";
    const mapped = await found({
      "package.json": npm({ start: "node s.js" }),
      "s.js": "listen(process.env.PORT || 3000)",
      "compose.yaml": compose,
    });
    expect([mapped.port, mapped.placeDoubts[0]]).toEqual([
      3000,
      expect.stringContaining("publishes port 3000 as 8080"),
    ]);
    const only = await found({ "package.json": npm({ start: "node s.js" }), "compose.yaml": compose });
    expect(only.port).toBe(8080);
  });

  it("is said of an endpoint in a project inside of this one", async () => {
    const { placeDoubts } = await found({
      "package.json": npm({ start: "turbo run start" }),
      "apps/api/package.json": npm({ start: "node index.js" }),
      "apps/api/src/index.js": `app.post("/hooks/smartlead", take).listen(process.env.PORT ?? 3000)`,
    });
    expect(placeDoubts[0]).toBe("The endpoint is in apps/api, a separate project; run init in that folder.");
  });

  it("is said of a start command that is a guess", async () => {
    expect((await found({ "package.json": npm({ dev: "nodemon s.js" }), "s.js": "" })).startDoubts[0]).toContain(
      "npm run dev is used",
    );
    expect((await found({ "package.json": "{}", "server.js": "" })).startDoubts[0]).toContain(
      "node server.js is a guess",
    );
    const initialised = { "package.json": JSON.stringify({ main: "index.js", scripts: { test: "exit 1" } }) };
    expect(await found({ ...initialised, "receiver.mjs": "app.listen(3000)" })).toMatchObject({
      start: "node receiver.mjs",
      startDoubts: [expect.stringContaining("node receiver.mjs is a guess")],
    });
    expect(await found({ Procfile: "web: ./serve --port 9999\nworker: ./work" })).toMatchObject({
      start: "./serve --port 9999",
      port: 9999,
    });
  });

  it("is said of a start command that a Procfile or a compose file states", async () => {
    const flask = { "requirements.txt": "flask", "app.py": "app = Flask(__name__)" };
    const procfile = await found({ ...flask, Procfile: `web: gunicorn -b :\${PORT:-7000} app:app` });
    expect([procfile.port, procfile.isPortFixed, procfile.startDoubts]).toEqual([
      7000,
      false,
      ["The start command comes from Procfile; without it, it would be flask --app app run --port $PORT."],
    ]);
    const compose = await found({
      ...flask,
      "compose.yaml": "services:\n  web: { build: ., command: uvicorn app:app }",
    });
    expect([compose.start, compose.isPortFixed, compose.startDoubts[0]]).toEqual([
      "uvicorn app:app",
      true,
      expect.stringContaining("from the service web in compose.yaml; check that it runs without the container"),
    ]);
  });
});

it("takes no request that the project sends for a route, and reads no tests", async () => {
  const { path } = await found({
    "package.json": npm({ start: "node s.js" }),
    "client.js": `axios.post("https://server.smartlead.ai/api/v1/campaigns"); client.post("/smartlead/sync")`,
    "a.test.js": `app.post("/test/smartlead")`,
    "s.js": `app.post("/in/smartlead", take).listen(3000)`,
  });
  expect(path).toBe("/in/smartlead");
});

it("is not held up by a source that no one would write", async () => {
  const before = process.cpuUsage();
  await found({
    "package.json": "{}",
    "a.js": "x = new Foo(\n".repeat(20_000),
    "b.js": "app.use('/a', foo, bar, baz)\n".repeat(10_000),
    "c.js": `${"import x ".repeat(30_000)}\napp.use('/a', x)`,
    "d.py": "run(".repeat(70_000),
    "e.go": '.Route("a", func(r) {'.repeat(10_000),
  });
  const { user } = process.cpuUsage(before);
  // Milliseconds where it is right, and minutes where a pattern looks at everything again and again.
  expect(user / 1_000).toBeLessThan(10_000);
});
