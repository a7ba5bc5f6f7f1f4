/** Calls that SmartLead documents on hosts that are not simulated: deliverability tests, prospects, mailbox purchases (A5). */
const BY_HOST = {
  "smartdelivery.smartlead.ai": [
    "POST /spam-test/delete",
    "GET /spam-test/folder",
    "POST /spam-test/folder",
    "DELETE /spam-test/folder/{folderId}",
    "GET /spam-test/folder/{folderId}",
    "POST /spam-test/manual",
    "POST /spam-test/report",
    "GET /spam-test/report/mailboxes-count",
    "GET /spam-test/report/mailboxes-summary",
    "GET /spam-test/report/{spamTestId}/blacklist",
    "GET /spam-test/report/{spamTestId}/dkim-details",
    "GET /spam-test/report/{spamTestId}/domain-blacklist",
    "GET /spam-test/report/{spamTestId}/email-content",
    "POST /spam-test/report/{spamTestId}/groupwise",
    "GET /spam-test/report/{spamTestId}/ip-analytics",
    "POST /spam-test/report/{spamTestId}/providerwise",
    "GET /spam-test/report/{spamTestId}/rdns-details",
    "GET /spam-test/report/{spamTestId}/schedule-history",
    "GET /spam-test/report/{spamTestId}/sender-account-wise",
    "GET /spam-test/report/{spamTestId}/sender-account-wise/{replyId}/email-headers",
    "GET /spam-test/report/{spamTestId}/sender-accounts",
    "GET /spam-test/report/{spamTestId}/spam-filter-details",
    "GET /spam-test/report/{spamTestId}/spf-details",
    "POST /spam-test/schedule",
    "GET /spam-test/seed/providers",
    "GET /spam-test/{spamTestId}",
    "PUT /spam-test/{spamTestId}/stop",
  ],
  "prospect-api.smartlead.ai": [
    "GET /search-email-leads/cities",
    "GET /search-email-leads/company",
    "GET /search-email-leads/countries",
    "GET /search-email-leads/departments",
    "GET /search-email-leads/domain",
    "POST /search-email-leads/fetch-contacts",
    "POST /search-email-leads/get-contacts",
    "GET /search-email-leads/head-counts",
    "GET /search-email-leads/industries",
    "GET /search-email-leads/job-title",
    "GET /search-email-leads/keywords",
    "GET /search-email-leads/levels",
    "GET /search-email-leads/reply-analytics",
    "GET /search-email-leads/revenue",
    "PATCH /search-email-leads/review-contacts/{filter_id}",
    "GET /search-email-leads/search-analytics",
    "POST /search-email-leads/search-contacts",
    "POST /search-email-leads/search-contacts/find-emails",
    "GET /search-email-leads/search-filters/fetched-searches",
    "PUT /search-email-leads/search-filters/fetched-searches/{id}",
    "GET /search-email-leads/search-filters/recent-searches",
    "POST /search-email-leads/search-filters/save-search",
    "PUT /search-email-leads/search-filters/save-search/{id}",
    "GET /search-email-leads/search-filters/saved-searches",
    "GET /search-email-leads/states",
    "GET /search-email-leads/sub-industries",
  ],
  "smart-senders.smartlead.ai": [
    "GET /smart-senders/auth-secret",
    "POST /smart-senders/auto-generate-mailboxes",
    "GET /smart-senders/get-domain-list",
    "GET /smart-senders/get-vendors",
    "GET /smart-senders/order-details",
    "POST /smart-senders/place-order",
    "GET /smart-senders/search-domain",
  ],
} as const;

/** A SmartLead call that the mock does not have. */
export interface NotSimulated {
  readonly method: string;
  /** Below `/api/v1`, with parameters as `{name}`. */
  readonly path: string;
  /** SmartLead's host for it. */
  readonly host: string;
}

/** All of them, by host and path. */
export const NOT_SIMULATED: readonly NotSimulated[] = Object.entries(BY_HOST).flatMap(([host, rows]) =>
  rows.map((row) => {
    const [method = "", path = ""] = row.split(" ");
    return { method, path, host };
  }),
);

/** The call for a method and path segments, if any; a path that is spelled out takes precedence over `{name}`. */
export function notSimulatedAt(method: string, given: readonly string[]): NotSimulated | null {
  const isMatch = (path: string, takesNames: boolean) => {
    const template = path.split("/");
    return (
      template.length === given.length &&
      template.every((part, at) => part === given[at] || (takesNames && part.startsWith("{") && given[at] !== ""))
    );
  };
  const ofMethod = NOT_SIMULATED.filter((call) => call.method === method);
  return ofMethod.find(({ path }) => isMatch(path, false)) ?? ofMethod.find(({ path }) => isMatch(path, true)) ?? null;
}
