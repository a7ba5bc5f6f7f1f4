/** The outreach of the four seeded campaigns. Every address in it is under a reserved domain. */
export interface StepText {
  readonly kind: "email" | "manual";
  /** Days after the previous step. */
  readonly delayDays: number;
  /** Empty = continues the thread. */
  readonly subject: string;
  /** One paragraph per line; HTML is allowed. For a manual step, the note for the person who does it. */
  readonly paragraphs: readonly string[];
}

const SITE_AUDIT: readonly StepText[] = [
  {
    kind: "email",
    delayDays: 0,
    subject: "{{company_name}}'s site on a phone",
    paragraphs: [
      "Hi {{first_name}},",
      "I opened the {{company_name}} site on a mid-range phone this morning. The first screen took a little over six seconds, and the contact form loads last of all.",
      'We fix exactly that for {{industry}} firms. The numbers for yours are here, no sign-up: <a href="https://www.northlight-outreach.example/audit/short">the two-page audit</a>.',
      "Would it help if I walked you through the three changes that matter most?",
      "%signature%",
    ],
  },
  {
    kind: "email",
    delayDays: 3,
    subject: "",
    paragraphs: [
      "Hi {{first_name}},",
      "A quick follow-up. Two of the three problems I found on {{company_name}}'s site are image sizes and one old tracking script; your own developer can fix those in an afternoon.",
      "Happy to send the list either way. Shall I?",
      "%signature%",
    ],
  },
  {
    kind: "email",
    delayDays: 4,
    subject: "",
    paragraphs: [
      "{{first_name}}, one example and then I'll be quiet.",
      'A firm of your size went from 5.8 to 1.9 seconds and got <b>22&nbsp;% more enquiries</b> the month after. It is <a href="https://www.northlight-outreach.example/stories/garrick">written up here</a>.',
      "Is this something you look after as {{job_title}}, or should I ask somebody else?",
      "%signature%",
    ],
  },
  {
    kind: "email",
    delayDays: 7,
    subject: "Should I close your file, {{first_name}}?",
    paragraphs: [
      "Hi {{first_name}},",
      "I haven't heard back, so I take it that the site isn't on the list this quarter. That's fine.",
      "If it comes up later, the audit stays where it is. I won't write again.",
      "%signature%",
    ],
  },
];

const FREIGHT: readonly StepText[] = [
  {
    kind: "email",
    delayDays: 0,
    subject: "Lanes out of the Midwest",
    paragraphs: [
      "Hello {{first_name}},",
      "We run a daily consolidation out of Joliet and have room on the Columbus and Nashville lanes from next week on.",
      "If {{company_name}} ships less than full truckloads that way, I can quote you within the hour. Most {{industry}} shippers we took over pay 9 to 14 % less per pallet.",
      'The current lane sheet: <a href="https://www.tryharborline.example/lanes">tryharborline.example/lanes</a>',
      "What would a typical week look like for you?",
      "%signature%",
    ],
  },
  {
    kind: "email",
    delayDays: 2,
    subject: "",
    paragraphs: [
      "{{first_name}}, to make it concrete: two pallets, Joliet to Columbus, picked up on Tuesday and delivered on Wednesday before noon, comes to $318 with the fuel surcharge in it.",
      "If that's no better than what {{company_name}} pays today, tell me and I'll leave you alone.",
      "%signature%",
    ],
  },
  {
    kind: "manual",
    delayDays: 3,
    subject: "Call {{first_name}}",
    paragraphs: [
      "Call {{first_name}} {{last_name}} at {{company_name}}. Ask who books freight and on which lanes they are short.",
    ],
  },
  {
    kind: "email",
    delayDays: 4,
    subject: "Tried to reach you, {{first_name}}",
    paragraphs: [
      "Hello {{first_name}},",
      "I tried your line on the way between two meetings and didn't get through. No need to call back: two figures (pallets per week, main destination) are enough for a quote.",
      'Or drop them into <a href="https://www.tryharborline.example/quote?ref=email">the short form</a>; it takes twenty seconds.',
      "%signature%",
    ],
  },
];

const HIRING: readonly StepText[] = [
  {
    kind: "email",
    delayDays: 0,
    subject: "Hiring at {{company_name}}",
    paragraphs: [
      "Hi {{first_name}},",
      "I saw that {{company_name}} has several roles open. When we ask {{industry}} teams what slows them down, they never say applicants. They say it's getting three colleagues to agree on a date.",
      'Fernhill books the whole interview day from one link. <a href="https://www.fernhill-team.example/tour">Ninety seconds of it, without sound</a>.',
      "Worth a look for your next round?",
      "%signature%",
    ],
  },
  {
    kind: "email",
    delayDays: 3,
    subject: "",
    paragraphs: [
      "Hi {{first_name}},",
      "One thing I left out: Fernhill sits on top of the applicant system you already have. Nothing is migrated, and your recruiters keep their screens.",
      "Would Tuesday or Thursday suit you for fifteen minutes?",
      "%signature%",
    ],
  },
  {
    kind: "email",
    delayDays: 5,
    subject: "Four days instead of eleven",
    paragraphs: [
      "{{first_name}},",
      "that is the time between a first call and an offer at a customer about as large as {{company_name}}, before and after. They share how they did it, including what went wrong in the first month:",
      '<a href="https://www.fernhill-team.example/stories/four-days">fernhill-team.example/stories/four-days</a>',
      "If hiring is frozen at the moment, a one-word answer is plenty.",
      "%signature%",
    ],
  },
];

const WEBINAR: readonly StepText[] = [
  {
    kind: "email",
    delayDays: 0,
    subject: "The recording you asked for",
    paragraphs: [
      "Hi {{first_name}},",
      "thank you for signing up for our session on outbound that people answer. I know that not everybody at {{company_name}} could make the hour.",
      'Here is <a href="https://www.northlight-outreach.example/webinar/recording">the recording</a> and <a href="https://www.northlight-outreach.example/webinar/templates">the nine templates</a> from the second half.',
      "Which part would be useful for your team? I answer each mail myself.",
      "%signature%",
    ],
  },
  {
    kind: "email",
    delayDays: 2,
    subject: "",
    paragraphs: [
      "Hi {{first_name}},",
      "the question that came up most: how many follow-ups are too many? Our data says that the third still earns answers and the fifth earns problems.",
      "I could look over what {{company_name}} sends today and mark what I'd change. Interested?",
      "%signature%",
    ],
  },
  {
    kind: "email",
    delayDays: 5,
    subject: "",
    paragraphs: [
      "{{first_name}}, last note from me about the webinar.",
      'We run the workshop version for six companies at a time; <a href="https://www.northlight-outreach.example/workshop">two seats are left</a> for next month. Should I keep one for you until Friday?',
      "%signature%",
    ],
  },
];

export const SEQUENCES = { siteAudit: SITE_AUDIT, freight: FREIGHT, hiring: HIRING, webinar: WEBINAR } as const;

/** SmartLead stores a step's body as HTML: one block per paragraph. */
export function bodyHtml(paragraphs: readonly string[]): string {
  return paragraphs.map((paragraph) => `<div>${paragraph}</div>`).join("<div><br></div>");
}
