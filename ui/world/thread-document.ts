import { printable } from "../../src/base/printable.ts";
import type { ThreadMessageView, ThreadView } from "../../src/server/client/world-answers.ts";
import { counted, type Line, span, wrapWords } from "../frame/line.ts";
import { Document, type Folds, type Section } from "../pager/document.ts";
import { labelled, linesPart } from "../pager/lines-part.ts";

const INDENT = "    ";

/** A lead and its conversation, oldest email first. */
export function threadDocument(
  { lead, campaign_id, messages }: ThreadView,
  { width, folds }: { width: number; folds: Folds },
): Document {
  const row = (label: string, text: string | null) => labelled(label, text, width);
  const facts = lead.campaigns.map(({ campaign_id: id, status, category, step, messages: mails, replies }) => {
    const known = [status, category, `step ${step}`, counted(mails, "mail"), counted(replies, "reply", "replies")]
      .filter(Boolean)
      .join(", ");
    return row(id === campaign_id ? "here" : "also in", `${id}: ${known}`);
  });
  const head: Section = {
    key: "lead",
    title: linesPart([
      [
        span(printable(`${lead.first_name} ${lead.last_name} <${lead.email}>`), "strong"),
        span(lead.is_unsubscribed ? "  unsubscribed" : "", "warn"),
      ],
    ]),
    parts: [linesPart([...row("company", lead.company_name), ...facts.flat()])],
  };
  const mails = messages.map((message, index) => messageSection(message, { index, width }));
  return new Document([head, ...(mails.length === 0 ? [noMails()] : mails)], folds);
}

function noMails(): Section {
  return {
    key: "none",
    title: linesPart([[span("No email has been sent to this lead yet.", "muted")]]),
    parts: [],
  };
}

function messageSection(message: ThreadMessageView, { index, width }: { index: number; width: number }): Section {
  const { type, at, from, to, subject, text, step } = message;
  const isReply = type === "REPLY";
  const title: Line = [
    span(`${at.slice(0, 10)} ${at.slice(11, 19)}  `, "muted"),
    span(isReply ? "reply" : step === null ? "answer by hand" : `mail of step ${step}`, isReply ? "good" : "info"),
    span(`  ${printable(from)} to ${printable(to)}`),
    span(marksOf(message), "warn"),
  ];
  const body = text
    .split(/\r\n|\n|\r/)
    .flatMap((line) => wrapWords(printable(line), Math.max(1, width - INDENT.length)));
  return {
    key: `message ${index}`,
    title: linesPart([title]),
    parts: [linesPart(labelled("subject", subject, width)), linesPart(body.map((row): Line => [span(INDENT + row)]))],
  };
}

function marksOf({ opens, clicks, is_bounced }: ThreadMessageView): string {
  const marks = [
    opens > 0 ? `opened ${opens}×` : "",
    clicks > 0 ? `clicked ${clicks}×` : "",
    is_bounced ? "bounced" : "",
  ];
  const told = marks.filter((mark) => mark !== "").join(", ");
  return told === "" ? "" : `  ${told}`;
}
