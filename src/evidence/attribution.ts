/** Which delivery a call of the receiver reacts to, and how that is known (PRODUCT §8). */
const ATTRIBUTIONS = ["request-id", "lead", "campaign"] as const;
export type Attribution = (typeof ATTRIBUTIONS)[number];

/** A delivery whose attempt is in flight, or ended a short while ago. */
export interface RecentDelivery {
  readonly deliveryId: string;
  readonly requestId: string;
  readonly campaignId: number | null;
  /** Address and ids by which a call may name the lead or its mail, in lower case. */
  readonly leadMarks: readonly string[];
  /** Real ms, monotonic; `null` = in flight. */
  readonly endedAt: number | null;
}

/** What of a call may name a delivery: header values, path, query and body in one text. */
export interface CallText {
  readonly text: string;
  readonly campaignId: number | null;
}

/**
 * The delivery that the call reacts to: the one whose request id it passes on; else one whose lead it names; else, where it names
 * the campaign only, the one delivery of that campaign. Among several the one in flight goes first, then the newest. `null` when
 * nothing fits.
 */
export function attributed(
  { text, campaignId }: CallText,
  recent: readonly RecentDelivery[],
): { readonly delivery: RecentDelivery; readonly by: Attribution } | null {
  const searched = text.toLowerCase();
  const newestFirst = [...recent]
    .reverse()
    .sort((one, other) => Number(one.endedAt !== null) - Number(other.endedAt !== null));
  const byRequest = newestFirst.find(({ requestId }) => searched.includes(requestId.toLowerCase()));
  if (byRequest !== undefined) return { delivery: byRequest, by: "request-id" };
  const inCampaign = newestFirst.filter((one) => campaignId === null || one.campaignId === campaignId);
  const byLead = inCampaign.find(({ leadMarks }) => leadMarks.some((mark) => isNamed(searched, mark)));
  if (byLead !== undefined) return { delivery: byLead, by: "lead" };
  const [only, second] = campaignId === null ? [] : inCampaign;
  return only === undefined || second !== undefined ? null : { delivery: only, by: "campaign" };
}

/** As a word of its own: 12 is not named by 123. */
function isNamed(text: string, mark: string): boolean {
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
    if (!isWordPart(text[at - 1]) && !isWordPart(text[at + mark.length])) return true;
  }
  return false;
}

function isWordPart(character: string | undefined): boolean {
  return character !== undefined && /[a-z0-9]/.test(character);
}
