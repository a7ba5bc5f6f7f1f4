import { SmartLeadMockError } from "../../../base/errors.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";
import type { EditArgs } from "../../../smartlead/account/edits/index.ts";

/** A lead that only one check uses: the address tells the receiver's owner which check it comes from. */
export interface CheckLead {
  readonly email: string;
  readonly name: string;
  readonly campaignId: number;
}

type LeadDetails = EditArgs<"lead.import">["leads"][number];

const FIRST_NAMES = ["Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Frances", "Tony", "Radia", "Ken"];
const LAST_NAMES = ["Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Allen", "Hoare", "Perlman"];
/** Maximum characters of a label in a host name (RFC 1035). */
const LABEL_LIMIT = 63;

/**
 * The details of a check's lead with this number. No two runs share an address, so that data of an earlier run in the receiver has no
 * effect; all are under `.example`, which is reserved (RFC 2606).
 */
export function leadDetails(number: number, salt: string): LeadDetails {
  const firstName = FIRST_NAMES[number % FIRST_NAMES.length] ?? "Ada";
  const lastName = LAST_NAMES[Math.floor(number / FIRST_NAMES.length) % LAST_NAMES.length] ?? "Lovelace";
  const round = Math.floor(number / (FIRST_NAMES.length * LAST_NAMES.length));
  const local = `${firstName}.${lastName}${round === 0 ? "" : `.${round + 1}`}`.toLowerCase();
  const domain = domainOf(salt);
  return {
    email: `${local}@${domain}`,
    firstName,
    lastName,
    companyName: `${lastName} Ltd`,
    phoneNumber: "+1 555 0100",
    website: `https://www.${domain}`,
    location: "London",
    linkedinProfile: null,
    companyUrl: `https://www.${domain}`,
    customFields: { job_title: "CTO", industry: "software" },
  };
}

/** `1a2b3c4d/SL-4.3` → `sl-4-3.1a2b3c4d.example`. */
function domainOf(salt: string): string {
  const labels = salt.split("/").reverse().map(labelOf);
  return [...labels, "example"].join(".");
}

function labelOf(text: string): string {
  const label = text.toLowerCase().replaceAll(/[^a-z\d]+/g, "-");
  return label.slice(0, LABEL_LIMIT).replaceAll(/^-+|-+$/g, "") || "x";
}

/** The kinds of campaigns in every seeded account: one with a client, one without (PRODUCT §14). */
export type CampaignKind = "with client" | "without client";

/** Imports a lead into the account. */
export function addedLead(mock: SmartLeadMock, details: ReturnType<typeof leadDetails>, kind: CampaignKind): CheckLead {
  const campaign = mock.world.campaigns.find(({ clientId }) => (clientId === null) === (kind === "without client"));
  if (campaign === undefined) throw new SmartLeadMockError("internal", `The account has no campaign ${kind}.`);
  mock.change("lead.import", {
    campaignId: campaign.id,
    leads: [details],
    ignoresUnsubscribes: true,
    ignoresBounces: true,
    // The receiver must only get what the check sends, and no email of the campaign.
    getsNoFirstMail: true,
  });
  const { email, firstName, lastName } = details;
  return { email, name: `${firstName} ${lastName}`, campaignId: campaign.id };
}
