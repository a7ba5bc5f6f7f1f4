import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import sparticuz from "@sparticuz/chromium";
import { type BrowserServer, chromium } from "playwright-core";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the browser of all tests is spoken to; `null` where none can run. */
    readonly browserEndpoint: string | null;
  }
}

const ROOT = resolve(import.meta.dirname, "../..");
/** Where a distribution puts it. */
const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Builds the page where it is not fresh, and starts one browser for all tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  buildPage();
  const browser = await startBrowser();
  project.provide("browserEndpoint", browser?.wsEndpoint() ?? null);
  return async () => browser?.close();
}

async function startBrowser(): Promise<BrowserServer | null> {
  try {
    return await chromium.launchServer({
      executablePath: await browserPath(),
      // Containers have no user namespaces for a sandbox of its own; the pages are ours.
      args: ["--no-sandbox", "--disable-gpu", "--lang=en-US", "--font-render-hinting=none"],
      env: { ...process.env, LANG: "en_US.UTF-8", LC_ALL: "en_US.UTF-8" },
    });
  } catch (error) {
    const [why] = String(error).split("\n");
    console.warn(`No browser can run here, so the tests of the page are skipped; name one in CHROMIUM_PATH. (${why})`);
    return null;
  }
}

/** One that was named, or is installed, or the one that npm brings. */
async function browserPath(): Promise<string> {
  return process.env.CHROMIUM_PATH ?? INSTALLED.find(existsSync) ?? (await sparticuz.executablePath());
}

function buildPage(): void {
  const sources = ["ui", "src"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(ROOT, folder, name)),
  );
  const newest = Math.max(...sources.map((file) => statSync(file).mtimeMs));
  const page = join(ROOT, "dist/web/page.js");
  if (existsSync(page) && statSync(page).mtimeMs > newest) return;
  const tsdown = join(ROOT, "node_modules/tsdown/dist/run.mjs");
  const built = spawnSync(process.execPath, [tsdown, "--filter", "web", "--log-level", "error"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  if (built.status !== 0) throw new Error(`The page does not build.\n${built.stdout}${built.stderr}`);
}
