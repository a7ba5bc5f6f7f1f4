import type { Random } from "../../base/random.ts";
import type { SentMessage } from "../events/event.ts";
import type { Campaign, SequenceStep, StepVariant } from "./account.ts";
import { nextStepOf } from "./enrolment-progress.ts";
import { domainOf, ownMessageId } from "./identifiers.ts";
import type { Contact, Life } from "./life.ts";
import { newMailRecord } from "./mail-record.ts";
import { escapeHtml, renderHtml, renderText, type TextVariables, textFromHtml } from "./texts/render.ts";
import { addMail, appendMessage } from "./thread.ts";

/** Takes the next step and returns the sent email, `null` for a manual step or if none is left. */
export function takeNextStep(life: Life, contact: Contact, at: number): SentMessage | null {
  const { campaign, enrolment, mailbox } = contact;
  const step = nextStepOf(campaign, enrolment);
  if (step === undefined) return null;
  enrolment.currentStep += 1;
  enrolment.lastStepAt = at;
  enrolment.notBefore = null;
  enrolment.awaitsManualStep = step.kind === "manual";
  enrolment.status = nextStepOf(campaign, enrolment) === undefined ? "COMPLETED" : "INPROGRESS";
  if (step.kind === "manual") return null;
  mailbox.connectionError = null;
  const variant = chooseVariant(life.random, step);
  const worded = variant === undefined ? step : { ...step, subject: variant.subject, body: variant.body };
  const message = writeStep(contact, worded, { statsId: life.identifiers.statsId(), at });
  appendMessage(enrolment, message);
  addMail(enrolment, newMailRecord(message, { mailboxId: mailbox.id, stepId: step.id, variantId: variant?.id }));
  return message;
}

/** Chooses the variant: by share if given, else with equal chances. `undefined` = the step's own wording. */
function chooseVariant(random: Random, { variants, distribution }: SequenceStep): StepVariant | undefined {
  const live = variants.filter(({ isDeleted }) => !isDeleted);
  if (live.length < 2) return live[0];
  const isByShare = distribution?.type !== "MANUAL_EQUAL" && live.some((one) => (one.distributionPercent ?? 0) > 0);
  return random.weighted(live.map((item) => ({ item, weight: isByShare ? (item.distributionPercent ?? 0) : 1 })));
}

/** A manual answer in the master inbox: a sent email with no sequence number. */
export function writeByHand(life: Life, contact: Contact, { template, at }: { template: string; at: number }): void {
  const { enrolment, mailbox, lead } = contact;
  const statsId = life.identifiers.statsId();
  const variables = variablesOf(contact);
  const text = renderText(template, variables);
  appendMessage(enrolment, {
    kind: "SENT",
    statsId,
    messageId: ownMessageId(statsId, mailbox.email),
    at,
    subject: renderText(threadSubject(contact, enrolment.currentStep), variables),
    html: `<div>${escapeHtml(text)}</div>`,
    text,
    from: mailbox.email,
    to: lead.email,
    cc: [],
    bcc: [],
    sequenceNumber: null,
  });
}

function writeStep(
  contact: Contact,
  step: SequenceStep,
  { statsId, at }: { statsId: string; at: number },
): SentMessage {
  const { campaign, mailbox, lead } = contact;
  const variables = variablesOf(contact);
  const html = renderHtml(templateOf(campaign, step), variables).replace("%signature%", () => signatureOf(contact));
  return {
    kind: "SENT",
    statsId,
    messageId: ownMessageId(statsId, mailbox.email),
    at,
    subject: renderText(step.subject || threadSubject(contact, contact.enrolment.currentStep - 1), variables),
    html,
    text: textFromHtml(html),
    from: mailbox.email,
    to: lead.email,
    cc: [],
    bcc: [],
    sequenceNumber: step.number,
  };
}

function templateOf({ unsubscribeText }: Campaign, { body }: SequenceStep): string {
  return unsubscribeText === "" ? body : `${body}<div><br></div><div>${unsubscribeText}</div>`;
}

/** The current subject after this many steps: that of the last step's variant, or of the step whose thread it continues. */
function threadSubject({ campaign, enrolment }: Contact, reached: number): string {
  for (let index = reached - 1; index >= 0; index -= 1) {
    const step = campaign.steps[index];
    if (step?.kind !== "email") continue;
    const sent = enrolment.mails.findLast(({ stepNumber }) => stepNumber === step.number);
    const { subject } = step.variants.find(({ id }) => id === sent?.variantId) ?? step;
    if (subject !== "") return subject;
  }
  return "";
}

function variablesOf({ lead, mailbox }: Contact): TextVariables {
  return {
    ...lead.customFields,
    first_name: lead.firstName,
    last_name: lead.lastName,
    email: lead.email,
    company_name: lead.companyName,
    phone_number: lead.phoneNumber ?? "",
    website: lead.website ?? "",
    location: lead.location ?? "",
    linkedin_profile: lead.linkedinProfile ?? "",
    company_url: lead.companyUrl ?? "",
    sender_name: mailbox.fromName,
  };
}

function signatureOf({ mailbox }: Contact): string {
  const domain = domainOf(mailbox.email);
  return `${escapeHtml(mailbox.fromName)}<br><a href="https://www.${domain}/">${domain}</a>`;
}
