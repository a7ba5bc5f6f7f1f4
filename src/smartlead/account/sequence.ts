import type { SentMessage } from "../events/event.ts";
import type { Campaign, SequenceStep } from "./account.ts";
import { nextStepOf } from "./enrolment-progress.ts";
import { domainOf, ownMessageId } from "./identifiers.ts";
import type { Contact, Life } from "./life.ts";
import { newMailRecord } from "./mail-record.ts";
import { escapeHtml, renderHtml, renderText, type TextVariables, textFromHtml } from "./texts/render.ts";
import { appendMessage } from "./thread.ts";

/** Takes the next step and returns the mail that went out, `null` for a manual step or when there is none left. */
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
  const message = writeStep(contact, step, { statsId: life.identifiers.statsId(), at });
  appendMessage(enrolment, message);
  enrolment.mails.push(newMailRecord(message, { mailboxId: mailbox.id, stepId: step.id }));
  return message;
}

/** An answer written by hand in the master inbox: a sent mail with no sequence number. */
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
    subject: renderText(threadSubject(contact), variables),
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
    subject: renderText(threadSubject(contact), variables),
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

/** The subject in force at the step last reached: its own, or that of the step whose thread it continues. */
function threadSubject({ campaign, enrolment }: Contact): string {
  for (let index = enrolment.currentStep - 1; index >= 0; index -= 1) {
    const step = campaign.steps[index];
    if (step?.kind === "email" && step.subject !== "") return step.subject;
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
