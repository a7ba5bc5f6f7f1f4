import type { Category } from "../events/event.ts";
import type {
  Campaign,
  Client,
  ClientApiKey,
  Lead,
  Mailbox,
  QueuedAnswer,
  SequenceStep,
  StepDistribution,
  StepVariant,
  UntrackedReply,
} from "./account.ts";
import type { AccountRecords, SavedEnrolment } from "./account-records.ts";
import type { InboxMarks, SubsequenceCondition, SubsequenceRules } from "./crm-records.ts";
import type { MailboxSettings, WarmupSettings } from "./mailbox-settings.ts";
import {
  type Check,
  isActivity,
  isFlag,
  isNumber,
  isObject,
  isText,
  isThreadMessage,
  listOf,
  mapOf,
  orNull,
  pairOf,
  whole,
} from "./saved-checks.ts";
import { areFormerWarmups, isCrm, isMailRecord, isPastDay } from "./saved-crm.ts";

/** The name of the first part of the account's records that is missing or invalid; `null` if all are valid. */
export function damagedPartOf(records: unknown): string | null {
  const parts = isObject(records) ? records : {};
  return PARTS.find(({ part, check }) => !check(parts[part]))?.words ?? null;
}

const isClient = whole<Client>({
  id: isNumber,
  uuid: isText,
  name: isText,
  email: isText,
  password: orNull(isText),
  permission: listOf(isText),
  logo: orNull(isText),
  logoUrl: orNull(isText),
  credits: orNull(whole<NonNullable<Client["credits"]>>({ emails: isNumber, leads: isNumber })),
  createdAt: isNumber,
});

const isApiKey = whole<ClientApiKey>({
  id: isNumber,
  clientId: isNumber,
  keyName: isText,
  apiKey: isText,
  status: isText,
  createdAt: isNumber,
});

const isMailbox = whole<Mailbox>({
  id: isNumber,
  email: isText,
  fromName: isText,
  esp: isText,
  clientId: orNull(isNumber),
  username: isText,
  password: isText,
  smtpHost: isText,
  smtpPort: isNumber,
  imapHost: isText,
  imapPort: isNumber,
  signature: isText,
  maxEmailsPerDay: isNumber,
  isWarmupEnabled: isFlag,
  settings: whole<MailboxSettings>({
    replyToAddress: isText,
    imapUsername: orNull(isText),
    imapPassword: orNull(isText),
    trackingDomain: orNull(isText),
    bccAddress: orNull(isText),
    minutesBetweenMails: isNumber,
    tokenExpiresAt: orNull(isNumber),
    warmup: orNull(
      whole<WarmupSettings>({
        createdAt: isNumber,
        perDay: isNumber,
        dailyRampup: isNumber,
        replyRatePercent: isNumber,
        key: isText,
        isAutoAdjusted: isFlag,
        isRampupEnabled: isFlag,
      }),
    ),
  }),
  createdAt: isNumber,
  connectionError: orNull(isText),
  isSuspended: isFlag,
  formerWarmups: (value) => value === undefined || areFormerWarmups(value),
});

const isStep = whole<SequenceStep>({
  id: isNumber,
  number: isNumber,
  delayDays: isNumber,
  kind: isText,
  subject: isText,
  body: isText,
  variants: listOf(
    whole<StepVariant>({
      id: isNumber,
      label: isText,
      subject: isText,
      body: isText,
      distributionPercent: orNull(isNumber),
      isDeleted: isFlag,
      optionalBody: orNull(isText),
      createdAt: isNumber,
      updatedAt: isNumber,
    }),
  ),
  distribution: orNull(
    whole<StepDistribution>({ type: orNull(isText), leadPercent: orNull(isNumber), winningMetric: orNull(isText) }),
  ),
  createdAt: isNumber,
  updatedAt: isNumber,
});

const isCampaign = whole<Campaign>({
  id: isNumber,
  name: isText,
  status: isText,
  clientId: orNull(isNumber),
  parentId: orNull(isNumber),
  subsequence: orNull(
    whole<SubsequenceRules>({
      conditions: listOf(
        whole<SubsequenceCondition>({
          eventType: isText,
          eventSubType: orNull(isText),
          categoryId: orNull(isNumber),
          text: orNull(isText),
        }),
      ),
      delayDays: isNumber,
      stopsOnParentReply: isFlag,
    }),
  ),
  teamMemberId: orNull(isNumber),
  createdAt: isNumber,
  updatedAt: isNumber,
  steps: listOf(isStep),
  mailboxIds: listOf(isNumber),
  schedule: orNull(
    whole<NonNullable<Campaign["schedule"]>>({
      timezone: isText,
      days: listOf(isNumber),
      startHour: isText,
      endHour: isText,
    }),
  ),
  scheduleStartTime: orNull(isNumber),
  firstMailsAt: orNull(isNumber),
  minMinutesBetweenEmails: isNumber,
  maxLeadsPerDay: isNumber,
  stopLeadSettings: isText,
  trackSettings: listOf(isText),
  followUpPercentage: isNumber,
  unsubscribeText: isText,
  sendAsPlainText: isFlag,
  enableAiEspMatching: isFlag,
  bounceAutopauseThresholdPercent: isNumber,
  outOfOfficeDetection: isObject,
  aiCategorisationOptions: listOf(isNumber),
  switches: mapOf(isFlag),
});

const isLead = whole<Lead>({
  id: isNumber,
  email: isText,
  firstName: isText,
  lastName: isText,
  companyName: isText,
  phoneNumber: orNull(isText),
  website: orNull(isText),
  location: orNull(isText),
  linkedinProfile: orNull(isText),
  companyUrl: orNull(isText),
  customFields: mapOf(isText),
  createdAt: isNumber,
  isUnsubscribed: isFlag,
  unsubscribedClientIdMap: mapOf(isFlag),
});

const isCategory = whole<Category>({ id: isNumber, name: isText, sentimentType: orNull(isText) });

const isMarks = whole<InboxMarks>({
  isImportant: isFlag,
  isArchived: isFlag,
  snoozedUntil: orNull(isNumber),
  revenue: isNumber,
  teamMemberId: orNull(isNumber),
  subsequenceId: orNull(isNumber),
  pushedFrom: orNull(whole<NonNullable<InboxMarks["pushedFrom"]>>({ mapId: isNumber, stopsOnReply: isFlag })),
});

const isEnrolment = whole<SavedEnrolment>({
  mapId: isNumber,
  leadId: isNumber,
  campaignId: isNumber,
  mailboxId: isNumber,
  createdAt: isNumber,
  status: isText,
  category: orNull(isCategory),
  awaitedCategory: orNull(isCategory),
  currentStep: isNumber,
  lastStepAt: orNull(isNumber),
  notBefore: orNull(isNumber),
  awaitsManualStep: isFlag,
  isUnread: isFlag,
  replyCount: isNumber,
  thread: listOf(isThreadMessage),
  activity: listOf(pairOf(isText, isActivity)),
  mails: listOf(isMailRecord),
  marks: orNull(isMarks),
});

const isUntrackedReply = whole<UntrackedReply>({
  at: isNumber,
  mailboxId: isNumber,
  messageId: isText,
  from: isText,
  fromName: isText,
  subject: isText,
  text: isText,
  html: isText,
  cc: isText,
  bcc: isText,
  hasAttachment: isFlag,
});

const isQueuedAnswer = whole<QueuedAnswer>({
  messageId: isText,
  statsId: isText,
  mapId: isNumber,
  answersStatsId: isText,
  queuedAt: isNumber,
  sendAt: isNumber,
  sentAt: orNull(isNumber),
  to: isText,
  cc: listOf(isText),
  bcc: listOf(isText),
  subject: isText,
  html: isText,
});

const PARTS: readonly { readonly part: keyof AccountRecords; readonly words: string; readonly check: Check }[] = [
  { part: "clients", words: "clients", check: listOf(isClient) },
  { part: "apiKeys", words: "clients' keys", check: listOf(isApiKey) },
  { part: "mailboxes", words: "mailboxes", check: listOf(isMailbox) },
  { part: "campaigns", words: "campaigns", check: listOf(isCampaign) },
  { part: "leads", words: "leads", check: listOf(isLead) },
  { part: "enrolments", words: "enrolments", check: listOf(isEnrolment) },
  { part: "mapIdsOfLead", words: "orders of enrolments", check: listOf(pairOf(isNumber, listOf(isNumber))) },
  { part: "untrackedReplies", words: "untracked replies", check: listOf(isUntrackedReply) },
  { part: "queuedAnswers", words: "queued answers", check: listOf(isQueuedAnswer) },
  { part: "crm", words: "tags, lists, notes and other CRM records", check: isCrm },
  { part: "pastMails", words: "counts of past days", check: listOf(isPastDay) },
];
