import type { UiOptions } from "./session.tsx";

export type { UiOptions } from "./session.tsx";

/**
 * Shows the live terminal UI of the mock at `url` until the user quits it (q or Ctrl-C), and restores the terminal. It uses only the mock's
 * stream and control API.
 *
 * Rejects with `unreachable` if no mock ever answered there, with `forbidden` if it requires another token, and with `usage` if there is no
 * terminal to draw on.
 *
 * @example await runUi({ url: "http://127.0.0.1:7627" })
 */
export async function runUi(options: UiOptions): Promise<void> {
  const { runSession } = await withoutForeignSettings(() => import("./session.tsx"));
  await runSession(options);
}

/**
 * Variables that React and Ink read once, when they load: an empty CI makes Ink draw nothing until it ends, DEV makes it look for a
 * debugger that does not exist, and without NODE_ENV React keeps a record of every render for one.
 */
function loadingSettings(): Readonly<Record<string, string | undefined>> {
  return { CI: undefined, DEV: undefined, NODE_ENV: process.env.NODE_ENV ?? "production" };
}

async function withoutForeignSettings<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const settings = loadingSettings();
  const before = Object.keys(settings).map((name) => [name, process.env[name]] as const);
  for (const [name, value] of Object.entries(settings)) setVariable(name, value);
  try {
    return await load();
  } finally {
    for (const [name, value] of before) setVariable(name, value);
  }
}

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}
