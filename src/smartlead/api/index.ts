import { responseFigures } from "./account-analytics/analytics-answers.ts";
import { dayWiseFigures } from "./account-analytics/day-wise.ts";
import { listFigures } from "./account-analytics/lists.ts";
import { peopleFigures } from "./account-analytics/people.ts";
import { totalFigures } from "./account-analytics/totals.ts";
import { accountWebhookOperations } from "./account-webhooks.ts";
import { leadImportOperations } from "./add-leads.ts";
import { allLeadOperations } from "./all-leads.ts";
import { analyticsOperations } from "./analytics.ts";
import { campaignLeadOperations } from "./campaign-leads.ts";
import { campaignMailboxOperations } from "./campaign-mailboxes.ts";
import { campaignSequenceOperations } from "./campaign-sequences.ts";
import { campaignSetupOperations } from "./campaign-setup.ts";
import { campaignWebhookOperations } from "./campaign-webhooks.ts";
import { campaignOperations } from "./campaigns.ts";
import { clientOperations } from "./clients.ts";
import { crmLeadOperations } from "./crm-leads.ts";
import { emailAccountChangeOperations } from "./email-account-changes.ts";
import { emailAccountOperations } from "./email-accounts.ts";
import { leadChangeOperations } from "./lead-changes.ts";
import { leadListOperations } from "./lead-lists.ts";
import { leadOperations } from "./leads.ts";
import { leadsExportOperations } from "./leads-export.ts";
import { mailboxCareOperations } from "./mailbox-care.ts";
import { mailboxMessageOperations } from "./mailbox-messages.ts";
import { mailboxTagOperations } from "./mailbox-tags.ts";
import { masterInboxOperations } from "./master-inbox.ts";
import { messageHistoryOperations } from "./message-history.ts";
import type { Operation } from "./operation.ts";
import { replyOperations } from "./reply-email-thread.ts";
import { statisticsOperations } from "./statistics.ts";
import { subsequenceOperations } from "./subsequence-calls.ts";
import { webhookCallOperations } from "./webhook-calls.ts";

const accountAnalyticsOperations = [
  ...listFigures,
  ...totalFigures,
  ...dayWiseFigures,
  ...peopleFigures,
  ...responseFigures,
];

/** Every call of SmartLead's REST API that the mock answers: the table behind routes, validation, msw and OpenAPI. */
export const OPERATIONS: readonly Operation[] = [
  ...accountWebhookOperations,
  ...campaignWebhookOperations,
  ...webhookCallOperations,
  ...campaignOperations,
  ...campaignSetupOperations,
  ...campaignSequenceOperations,
  ...campaignMailboxOperations,
  ...analyticsOperations,
  ...accountAnalyticsOperations,
  ...statisticsOperations,
  ...campaignLeadOperations,
  ...messageHistoryOperations,
  ...leadImportOperations,
  ...leadChangeOperations,
  ...leadsExportOperations,
  ...leadOperations,
  ...replyOperations,
  ...masterInboxOperations,
  ...emailAccountOperations,
  ...emailAccountChangeOperations,
  ...clientOperations,
  ...leadListOperations,
  ...crmLeadOperations,
  ...mailboxTagOperations,
  ...mailboxCareOperations,
  ...mailboxMessageOperations,
  ...subsequenceOperations,
  ...allLeadOperations,
];
