import type { ReplyMessage, SentMessage } from "../events/event.ts";
import type { MessageActivity } from "./account.ts";
import { isFlag, isNumber, isText, listOf, mapOf, orNull, whole } from "./saved-checks.ts";

const MAIL_PARTS = {
  statsId: isText,
  messageId: isText,
  at: isNumber,
  subject: isText,
  html: isText,
  text: isText,
  from: isText,
  to: isText,
  cc: listOf(isText),
};

const isSent = whole<SentMessage>({
  ...MAIL_PARTS,
  kind: (kind) => kind === "SENT",
  bcc: listOf(isText),
  sequenceNumber: orNull(isNumber),
});

const isReply = whole<ReplyMessage>({
  ...MAIL_PARTS,
  kind: (kind) => kind === "REPLY",
  fromName: isText,
});

export function isThreadMessage(message: unknown): boolean {
  return isSent(message) || isReply(message);
}

export const isActivity = whole<MessageActivity>({
  openCount: isNumber,
  clickCount: isNumber,
  clickedLinks: mapOf(isNumber),
  isBounced: isFlag,
  openedAt: orNull(isNumber),
  clickedAt: orNull(isNumber),
});
