import { spawn } from "node:child_process";

/** What opens an address in the user's browser, by platform. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [program: string, ...args: string[]]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};
const USUAL_OPENER = ["xdg-open"] as const;

/** Opens an address in the user's browser; `false` where there is nothing that does. It does not wait for the browser. */
export function openInBrowser(address: string): Promise<boolean> {
  const [program, ...args] = OPENERS[process.platform] ?? USUAL_OPENER;
  return new Promise((resolve) => {
    const opener = spawn(program, [...args, address], { stdio: "ignore", detached: true });
    opener.on("error", () => resolve(false));
    opener.on("spawn", () => {
      opener.unref();
      resolve(true);
    });
  });
}
