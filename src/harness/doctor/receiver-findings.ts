import { printable } from "../../base/printable.ts";
import { safeText } from "../../base/safe-text.ts";
import { checkTargetUrl } from "../../delivery/target-address.ts";
import { askHarmlessly, type HarmlessAnswer } from "../session/harmless-request.ts";
import { isAccepting } from "../session/port.ts";
import { reachTrouble } from "../session/reach-trouble.ts";
import { protocolTrouble } from "../session/target-trouble.ts";
import type { VerifySettings } from "../verify/verify-settings.ts";
import { absent, doubt, type Finding, fine, problem } from "./finding.ts";

export interface ReceiverOptions {
  readonly allowTargets: readonly string[];
  readonly insecureTls: boolean;
  /** If set, plain events are sent too; `null` = OPTIONS and HEAD only. */
  readonly send: VerifySettings | null;
}

/** Finds what prevents deliveries to this receiver, in the order in which a delivery meets it; stops at a problem that prevents everything after it. */
export async function receiverFindings(target: string, options: ReceiverOptions): Promise<readonly Finding[]> {
  const shown = safeText(target);
  const verdict = await checkTargetUrl(target, options.allowTargets);
  if (!verdict.ok) return [problem("address", verdict.reason)];
  const trouble = await reachTrouble(target, { insecureTls: options.insecureTls });
  if (trouble !== null) return [absent("receiver", trouble, await otherLoopback(target))];
  const reached = fine("receiver", `${shown} accepts connections.`);
  if (options.send === null) return [reached, ...(await pathFindings(target, options.insecureTls))];
  const { sentFindings } = await import("./sent-findings.ts");
  return [reached, ...(await sentFindings(options.send))];
}

/** A receiver that listens only on `::1` cannot be reached at 127.0.0.1, and vice versa. */
async function otherLoopback(target: string): Promise<string | null> {
  const url = new URL(target);
  const other = new Map([
    ["127.0.0.1", "[::1]"],
    ["[::1]", "127.0.0.1"],
  ]).get(url.hostname);
  if (other === undefined) return null;
  url.hostname = other;
  return (await isAccepting(url)) ? `It listens at ${safeText(url.href)}: use that as the target.` : null;
}

/** A path that does not exist in any receiver. */
const NOWHERE = "/no-such-path-of-smartlead-mock";
/** Statuses with which a router rejects an unknown endpoint. */
const NO_ENDPOINT = new Set([404, 405, 501]);

type Answered = Extract<HarmlessAnswer, { kind: "answered" }>;

/**
 * The responses to OPTIONS, and to HEAD if that is not conclusive, for the path and for one that does not exist. Many routers answer 404 to
 * both at an endpoint that only accepts POST, so a 404 here raises a doubt and proves nothing.
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
  return safeText(url.href);
}
