import { curlLineWithFile } from "../../../base/curl-line.ts";
import { parsedJson } from "../../../base/json-text.ts";
import { systemTime } from "../../../base/time/system-clock.ts";
import type { Attempt, DeliveryRequest } from "../../../delivery/delivery.ts";
import type { ReportItem } from "../../../reports/report.ts";
import type { Check, Judgement } from "../check.ts";
import { type CheckContextParts, patienceFor } from "../context/check-context.ts";
import { Account } from "../context/check-mock.ts";
import { typedCurlLine } from "../report-item.ts";
import { shrinkJson } from "./shrink-json.ts";

/** Maximum requests and real time for the search for a smaller payload. */
const MAX_TRIES = 400;
const MAX_MS = 20_000;
/** Maximum characters of a payload in the report itself. */
const SHOWN = 500;

interface ShrinkParts {
  readonly check: Check;
  readonly judgement: Judgement;
  readonly parts: CheckContextParts;
  /** Saves the payload; returns the file's name. */
  save(name: string, text: string): string;
}

/**
 * The item with the smallest payload that gets the same answer as the failing one, saved as a fixture (`--shrink`). Unchanged if a single
 * payload shows nothing.
 */
export async function withShrunkPayload(
  item: ReportItem,
  { check, judgement, parts, save }: ShrinkParts,
): Promise<ReportItem> {
  const { request } = judgement;
  const body = request === null ? undefined : parsedJson(request.body);
  if (!check.isShrinkable || request === null || body === undefined || !["fail", "warn"].includes(item.grade))
    return item;
  const account = accountFor(parts, check);
  try {
    const ask = asking(account);
    const wanted = await ask(body);
    if (wanted === null || wanted !== (await ask(body))) {
      return {
        ...item,
        evidence: [
          ...item.evidence,
          "The payload on its own is not answered the same way each time, so it is not shrunk.",
        ],
      };
    }
    const endAt = systemTime.monotonicMs() + MAX_MS;
    const limits = { tries: MAX_TRIES, isTimeUp: () => systemTime.monotonicMs() > endAt };
    const { value, tries } = await shrinkJson(body, async (smaller) => (await ask(smaller)) === wanted, limits);
    const text = JSON.stringify(value, null, 2);
    const file = save(`${check.id}.json`, `${text}\n`);
    return told(item, { request, value, file, tries });
  } finally {
    await account.close();
  }
}

interface Told {
  readonly request: DeliveryRequest;
  readonly value: unknown;
  readonly file: string;
  readonly tries: number;
}

function told(item: ReportItem, { request, value, file, tries }: Told): ReportItem {
  const small = JSON.stringify(value);
  const shown = small.length > SHOWN ? `${small.slice(0, SHOWN)}…` : small;
  const fact = `The smallest payload that still gets this answer has ${small.length} of ${request.body.length} bytes (${tries} requests), saved as ${file}: ${shown}`;
  const curl = typedCurlLine({ ...request, body: small }) ?? curlLineWithFile(request, file).line;
  return { ...item, evidence: [...item.evidence, fact], curl };
}

/** One attempt each: only the first answer matters. */
function accountFor({ settings, front, known }: CheckContextParts, { id }: Check): Account {
  return new Account({
    settings,
    front,
    salt: `${settings.run}/shrink/${id}`,
    dialect: known.dialect,
    lags: known.lags,
    minTimeoutMs: patienceFor(known, settings),
    tries: 1,
  });
}

/** The answer to a payload: status and words, without parts that vary; `null` if it is accepted. */
function asking(account: Account): (body: unknown) => Promise<string | null> {
  return async (body) => {
    const sent = await account.send(
      { type: "EMAIL_SENT", lead: account.newLead(), reshape: () => body },
      { answersOnly: true },
    );
    const [attempt] = sent.delivery.attempts;
    return attempt === undefined || attempt.outcome === "success" ? null : signOf(attempt);
  };
}

function signOf({ outcome, status, response }: Attempt): string {
  const words = (response?.body ?? "")
    .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi, "")
    .replaceAll(/\d+/g, "0");
  return `${outcome} ${status ?? ""} ${words}`;
}
