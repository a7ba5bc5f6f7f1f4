import { constants } from "node:os";
import { CAMPAIGN_STATUSES } from "../../../smartlead/events/event.ts";
import { SEEN_EVENT_TYPES } from "../../../smartlead/events/event-types.ts";

/** Values that are SmartLead's own words, or answers that any receiver may give; only whole values match (smartlead.md §2, §4 "Lead categories"). */
const WORDS: ReadonlySet<string> = new Set([
  ...SEEN_EVENT_TYPES,
  ...CAMPAIGN_STATUSES,
  ..."SENT OPENED CLICKED REPLIED BOUNCED UNSUBSCRIBED EMAIL_OPENED EMAIL_CLICKED EMAIL_REPLIED EMAIL_BOUNCED EMAIL_UNSUBSCRIBED".split(
    " ",
  ),
  ..."LEAD_OPENED LEAD_CLICKED LEAD_REPLIED LEAD_BOUNCED LINK_CLICKED REPLY CAMPAIGN SameCompany DifferentCompany Unknown".split(
    " ",
  ),
  ..."positive negative neutral user client campaign true false null".split(" "),
  "Interested",
  "Meeting Request",
  "Not Interested",
  "Do Not Contact",
  "Information Request",
  "Out Of Office",
  "Wrong Person",
  "Uncategorizable by Ai",
  "Sender Originated Bounce",
  ..."ok OK success error processed already_processed duplicate accepted received queued ignored skipped failed done".split(
    " ",
  ),
]);

/** Matches a text that is only a date, or a date and a time. */
const TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** Whether a whole value is a word that identifies no one. */
export function isWord(value: string): boolean {
  return WORDS.has(value);
}

/** Whether a whole value is a time; only its field says whether it is personal data. */
export function isTime(value: string): boolean {
  return TIME.test(value);
}

/** Field names of SmartLead's bodies in every dialect, and common field names of receivers' answers. The names hold no personal data. */
const FIELD_NAMES: ReadonlySet<string> = new Set(
  (
    "accountId appUrl app_url bcc body bounce_message bounce_reply_email bounce_reply_email_preview bounce_reply_message_id campaignId " +
    "campaign_id campaign_name campaign_status category cc cc_emails clicked_at client_id company_name company_url current_sequence " +
    "current_sequence_number current_status custom_email_message custom_fields custom_subject description email email_account_id " +
    "email_body error event eventType event_timestamp event_type first_name first_opened_at from from_email has_attachment history html " +
    "is_bounced is_sender_originated_bounce job_title lastReply last_name last_opened_at last_reply lead leadCorrespondence " +
    "lead_category lead_category_id lead_data lead_email lead_id lead_name link link_clicked link_details linkedin_profile location " +
    "message message_id metadata name new_id new_name old_id old_name opened_count phone_number preview_text previous_status received_at " +
    "recipient_detail repliedCompanyDomain reply replyReceivedFrom reply_body reply_category reply_message reply_source promptType " +
    "secret_key sender_detail sent_message sent_message_body sent_message_ids sentiment_type sequence_number sl_email_lead_id " +
    "sl_email_lead_map_id sl_lead_email stats_id stats_thread_id subject targetLeadEmail text time time_clicked time_opened " +
    "time_replied time_sent timestamp title to to_email to_name type ui_master_inbox_link unsubscribed_client_id_map url visible_text " +
    "webhook_created_at webhook_id webhook_name webhook_url website " +
    "ok success status state result results data code count id ids errors reason detail details duplicate processed already_processed " +
    "received queued accepted ignored skipped request_id requestId retry retry_after statusCode note value"
  ).split(" "),
);

/** Fields whose values are times of the delivery. */
const TIME_FIELDS: ReadonlySet<string> = new Set(
  (
    "clicked_at event_timestamp first_opened_at last_opened_at received_at time time_clicked time_opened time_replied time_sent " +
    "timestamp webhook_created_at"
  ).split(" "),
);

/** Words of the sentences that the mock, Node and undici make. Any other word may identify someone. */
const SENTENCE_WORDS: ReadonlySet<string> = new Set(
  (
    "a accepted accepts account address advice after again all already although altnames an and another answer answered answers any apart " +
    "api application apply are armed arming as at attempt attempts authority back bad basic be been before begin behind belongs better " +
    "between blown body both broke broken browser but by byte bytes call called calls came campaign campaigns can cannot category " +
    "cert certificate chain change changed charset check client clock close closed closing code come comes command complete configuration " +
    "connect connection connections content could count counted cut data date deadline defect delay deliveries delivery depth dialect " +
    "dialects did differs directory disconnected disk do does done drawn drift duplicate duplicates during each earlier early effect " +
    "effects else email empty end ended ends error event events every exceeded expected expired expire failed fake family fault faults " +
    "fetch few fewer field fields file files final first fit fits flight folder followed for form found free fresh from full function " +
    "further gateway gathered gave get getaddrinfo gets give given go goes gone good got grow had half handshake hang happened has have " +
    "head header headers held hold holds host hostname hours html http https hung id ids identity if in includes inbox internal " +
    "interrupted into invalid ip is issuer it its itself journal json just kept key kib kind knew know known knows last late later lead " +
    "leads left length less lets level like limit line lines link list listen listens local lock long longer look looked lost machine " +
    "made mail make many map mapped mapping master match matches matter may means meanwhile memory message messages method mib min " +
    "mock moment more most must name named names neither network never new newest next no nobody none nor not nothing now null number " +
    "object of off often old older on once one ones only open opened optional or order other others otherwise out over own packed page " +
    "parse part passed passes passing past paused path payload permission piece pieces pipe place plain point port post previous " +
    "probability process processed proof protocol proves proxy public put quota rate read reads ready real really reason receiver " +
    "receives recognised recognized record recorded recording redirect redirected refused refuses register registered rejected remember repeat " +
    "report reported request requests reset resolve resolved response responses rest retry retried return right rightly room rotated " +
    "row run rules said same saved says schema scope second seconds secret secured see seed seen self send sender sending sends sent " +
    "sentence sequence server service set settings settle settled shadowed share should show shows sign signature signed since size " +
    "slowly small smartlead so socket sockets some somebody something somewhere soon space spread ssl start started starts state status " +
    "still stop stopped store stream string subscribes such switch switched system taken takes target tcp text than that the their " +
    "them then there these they this those though through time timed timeout timestamp timestamps times tls to together token too " +
    "traffic tries try trust tunnel twice two type unable unavailable unchecked under unexpected unit unknown unless unmapped unnamed " +
    "unreachable until up update url use used user uses utf valid value values verdict verify version very wait waited waits was way " +
    "webhook webhooks well were what when where whether which while who whom whose why with within without wording words work worked " +
    "working works world worth writable write writing written wrong x yes yet you your " +
    "allow built captured choose emitted fail lacks large let needs permit raise ran several side stays title whole " +
    "padded chosen total belong doing decided compressed checked triggered arrives 2xx 3xx 4xx 5xx s ms m h d utf8 can't isn't doesn't " +
    "guide live core sha256 hmac content-type"
  ).split(" "),
);

/** Prefixes of error codes of Node, undici and TLS. */
const CODE = /^(?:UND_ERR|ERR|HPE|EAI|UV|CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)_[A-Z_]{1,60}$/;
const SYSTEM_CODES: ReadonlySet<string> = new Set([
  ...Object.keys(constants.errno),
  "ENOTFOUND",
  "ENOSOCKET",
  "EPROTO",
]);

export function isFieldName(name: string): boolean {
  return FIELD_NAMES.has(name);
}

export function isTimeField(name: string): boolean {
  return TIME_FIELDS.has(name);
}

/** Whether a word of a sentence is known: an article, a code, a status. */
export function isSentenceWord(word: string): boolean {
  const lower = word.toLowerCase();
  return SENTENCE_WORDS.has(lower) || SENTENCE_WORDS.has(lower.replace(/['’]s$/, "")) || isCode(word);
}

export function isCode(word: string): boolean {
  return SYSTEM_CODES.has(word) || CODE.test(word);
}
