/** Notices of mail servers, and mail from people outside all campaigns. */

/** SmartLead keeps about this many characters of a bounce notice and cuts the rest off (smartlead.md §2 EMAIL_BOUNCE, E1). */
export const BOUNCE_NOTICE_CHARACTERS = 200;

export interface BounceNotice {
  /** HTML entities included, as captured. Slots: {{lead_email}}, {{lead_domain}}, {{sender_domain}}. */
  readonly text: string;
  /** `true` if our own server or reputation is the cause. */
  readonly isSenderOriginated: boolean;
  readonly weight: number;
}

export const BOUNCE_NOTICES: readonly BounceNotice[] = [
  {
    text: "Address not found Your message wasn&#39;t delivered to {{lead_email}} because the address couldn&#39;t be found, or is unable to receive mail. LEARN MORE The response was: 550 5.1.1 The email account that you tried to reach does not exist.",
    isSenderOriginated: false,
    weight: 6,
  },
  {
    text: "Address not found Your message wasn&#39;t delivered to {{lead_email}} because the domain {{lead_domain}} couldn&#39;t be found. Check for typos or unnecessary spaces and try again. LEARN MORE The response was: DNS Error: DNS type &#39;mx&#39; lookup of {{lead_domain}} responded with code NXDOMAIN",
    isSenderOriginated: false,
    weight: 2,
  },
  {
    text: "Recipient inbox full Your message couldn&#39;t be delivered to {{lead_email}}. Their inbox is full, or it&#39;s getting too much mail right now. The response from the remote server was: 452 4.2.2 The recipient&#39;s inbox is out of storage space.",
    isSenderOriginated: false,
    weight: 2,
  },
  {
    text: "Delivery has failed to these recipients or groups: {{lead_email}} The email address you entered couldn&#39;t be found. Please check the recipient&#39;s email address and try to resend the message. Remote Server returned &#39;550 5.1.10 RESOLVER.ADR.RecipientNotFound&#39;",
    isSenderOriginated: false,
    weight: 3,
  },
  {
    text: "Message blocked Your message to {{lead_email}} has been blocked. See technical details below for more information. LEARN MORE The response from the remote server was: 550 5.7.1 Service unavailable; mail from &lt;{{sender_domain}}&gt; rejected by local policy &amp; reputation",
    isSenderOriginated: true,
    weight: 1,
  },
  {
    text: "Message not delivered You have reached a limit for sending mail. Your message to {{lead_email}} was not sent. The response was: 550 5.4.5 Daily user sending limit exceeded for {{sender_domain}}. For more information on sending limits ask your administrator.",
    isSenderOriginated: true,
    weight: 1,
  },
];

export interface UntrackedText {
  readonly subject: string;
  readonly text: string;
  readonly hasAttachment: boolean;
}

/** Slots: {{sender}} (our first name), {{name}} (the stranger's first name), {{company_name}} (the stranger's). */
export const UNTRACKED_TEXTS: readonly UntrackedText[] = [
  { subject: "Re: hello", text: "hello", hasAttachment: false },
  {
    subject: "Fwd: your mail",
    text: "Hi {{sender}},\n\na colleague showed me your mail. We'd have a use for that at {{company_name}} too. Could you call me?\n\n{{name}}",
    hasAttachment: false,
  },
  {
    subject: "Question about your offer",
    text: "Good morning, I found your address on your website. Do you also work with small companies?\n\nRegards, {{name}}",
    hasAttachment: false,
  },
  {
    subject: "Invoice 2291",
    text: "Please find attached the invoice for last month. Payment within 14 days, thank you.",
    hasAttachment: true,
  },
  { subject: "Re: Re: Re: lunch?", text: "Wrong {{sender}}, I think :) but lunch sounds good.", hasAttachment: false },
  {
    subject: "Automatic reply: I no longer work here",
    text: "This mailbox is no longer read. Please contact {{company_name}} by telephone.",
    hasAttachment: false,
  },
  {
    subject: "Partnership with {{company_name}}",
    text: "Hi {{sender}},\n\nwe help agencies such as yours to close more deals & would like to show you how. Ten minutes this week?\n\n{{name}}\n{{company_name}}",
    hasAttachment: false,
  },
  {
    subject: "Re: our talk",
    text: "As promised, here is the contract. I changed clause 4, have a look.\n\nBest\n{{name}}",
    hasAttachment: true,
  },
  { subject: "(no subject)", text: "Is this address still in use?", hasAttachment: false },
  {
    subject: "Re: The recording you asked for",
    text: "I never signed up with this address, but the recording was good. Can you add {{name}} to the list?",
    hasAttachment: false,
  },
];

/**
 * Errors of a mailbox that can no longer be reached. The first is the documented one (smartlead.md §2 EMAIL_ACCOUNT_DISCONNECTED, D88; its
 * misspelling is corrected).
 */
export const CONNECTION_ERRORS: readonly string[] = [
  "SMTP Failure - Host unavailable",
  "SMTP Failure - Invalid login: 535 5.7.8 Username and Password not accepted",
  "IMAP Failure - Connection timed out",
  "IMAP Failure - Invalid credentials",
];

/** Why a LinkedIn account is disconnected: its cookie is invalid (smartlead.md §2 LINKEDIN_DISCONNECTED, A2; the wording is assumed). */
export const LINKEDIN_ERRORS: readonly string[] = ["LinkedIn cookie is invalid", "LinkedIn cookie has expired"];
