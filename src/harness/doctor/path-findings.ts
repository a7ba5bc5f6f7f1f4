import { maskSecrets } from "../../base/mask-secrets.ts";
import { printable } from "../../base/printable.ts";
import { askHarmlessly, type HarmlessAnswer } from "../session/harmless-request.ts";
import { protocolTrouble } from "../session/target-trouble.ts";
import { absent, doubt, type Finding, fine, problem } from "./finding.ts";

/** A path that no receiver has. */
const NOWHERE = "/no-such-path-of-smartlead-mock";
/** Statuses of a router that knows no such endpoint. */
const NO_ENDPOINT = new Set([404, 405, 501]);

type Answered = Extract<HarmlessAnswer, { kind: "answered" }>;

/**
 * What OPTIONS, and HEAD where that says nothing, tell of the path, beside a path that is not there. Many routers answer 404 to both at an
 * endpoint that takes POST only, so a 404 here is a doubt and no proof.
 */
export async function pathFindings(target: string, insecureTls: boolean): Promise<readonly Finding[]> {
  const url = new URL(target);
  const options = await askHarmlessly(url, { method: "OPTIONS", insecureTls });
  if (options.kind === "failed") return [await brokenFinding(target, options.error, insecureTls)];
  const redirect = redirectFinding(url, options);
  if (redirect !== null) return [redirect];
  if (takesPost(options)) return [fine("path", `${shown(url)} accepts POST.`)];
  const head = await askHarmlessly(url, { method: "HEAD", insecureTls });
  if (head.kind === "failed") return [await brokenFinding(target, head.error, insecureTls)];
  return [redirectFinding(url, head) ?? (await comparedFinding(url, [options, head], insecureTls))];
}

function takesPost({ allow }: Answered): boolean {
  return /\bPOST\b/i.test(allow ?? "");
}

async function brokenFinding(target: string, error: string, insecureTls: boolean): Promise<Finding> {
  const trouble = await protocolTrouble(target, { error, insecureTls });
  if (trouble !== null) return absent("protocol", trouble);
  const sentence = `${shown(new URL(target))} accepts connections but does not answer with HTTP (${printable(error)}).`;
  return absent("protocol", sentence, "Is another program on that port?");
}

function redirectFinding(url: URL, { status, location }: Answered): Finding | null {
  if (status < 300 || status > 399 || location === null) return null;
  const to = URL.canParse(location, url.href) ? new URL(location, url) : null;
  const where = to === null ? printable(location) : shown(to);
  return problem(
    "redirect",
    `${shown(url)} answers ${status} and redirects to ${where}; SmartLead does not follow redirects, so the event is lost.`,
    to === null ? null : `Use ${where} as the target.`,
  );
}

async function comparedFinding(url: URL, seen: readonly Answered[], insecureTls: boolean): Promise<Finding> {
  const [, head] = seen;
  if (head?.status === 405 || seen.some(takesPost)) {
    return fine("path", `${shown(url)} exists, and accepts methods other than GET.`);
  }
  const statuses = [...new Set(seen.map(({ status }) => status))].join(" and ");
  if (!seen.every(({ status }) => NO_ENDPOINT.has(status))) {
    return fine("path", `${shown(url)} answers (${statuses} to OPTIONS and HEAD).`);
  }
  const elsewhere = await askHarmlessly(new URL(NOWHERE, url), { method: "HEAD", insecureTls });
  const isSame = elsewhere.kind === "answered" && elsewhere.status === head?.status;
  if (!isSame) return fine("path", `${shown(url)} answers differently from a path that does not exist.`);
  return doubt(
    "path",
    `${shown(url)} answers ${statuses} to OPTIONS and HEAD, like a path that does not exist; it may accept only POST.`,
    "Compare the path with your route, or add --send to send one event.",
  );
}

function shown(url: URL): string {
  return printable(maskSecrets(url.href));
}
