import type { Campaign, Enrolment, SequenceStep } from "./account.ts";

/** Whether the sequence still goes on for this lead: nothing has stopped it, nothing has ended it. */
export function isRunning({ status }: Enrolment): boolean {
  return status === "STARTED" || status === "INPROGRESS";
}

/** The step that comes next, whether or not the sequence is running. */
export function nextStepOf(campaign: Campaign, enrolment: Enrolment): SequenceStep | undefined {
  return campaign.steps[enrolment.currentStep];
}
