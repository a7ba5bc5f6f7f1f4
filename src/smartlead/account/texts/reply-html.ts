import type { Random } from "../../../base/random.ts";
import { SHORT_MONTHS, weekdayOf } from "../../../base/time/calendar.ts";
import { isoFromMs } from "../../../base/time/iso.ts";
import type { SentMessage } from "../../events/event.ts";
import { headingIn, type Language } from "./languages.ts";
import { escapeHtml } from "./render.ts";

export interface ReplyText {
  /** The person's own text, one `\n` per line break. */
  readonly written: string;
  /** The email quoted below. */
  readonly quoted: SentMessage;
  /** Our name in their email client. */
  readonly quotedName: string;
  /** The author's language; `null` = English. */
  readonly language: Language | null;
}

/**
 * The HTML of a reply as mail clients send it: the new part, then the quoted history, with CRLF and, from Gmail, a
 * narrow no-break space in the time (smartlead.md §2 EMAIL_REPLY `reply_message.html`, E1).
 */
export function replyHtml(reply: ReplyText, random: Random): string {
  const client = random.weighted(CLIENTS);
  return reply.language === null ? client(reply) : localHtml(reply, reply.language);
}

const CLIENTS: readonly { readonly item: (reply: ReplyText) => string; readonly weight: number }[] = [
  { item: gmailHtml, weight: 6 },
  { item: outlookHtml, weight: 3 },
  { item: phoneHtml, weight: 1 },
];

function gmailHtml({ written, quoted, quotedName }: ReplyText): string {
  const { weekday, month, day, year, time } = partsOf(quoted.at);
  const address = `<a href="mailto:${quoted.from}">${quoted.from}</a>`;
  return [
    `<div dir="ltr">${lines(written)}</div><br><div class="gmail_quote gmail_quote_container">`,
    `<div dir="ltr" class="gmail_attr">On ${weekday}, ${month} ${day}, ${year} at ${time} ${escapeHtml(quotedName)} &lt;${address}&gt; wrote:<br></div>`,
    `<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${quoted.html}</blockquote></div>`,
    "",
  ].join(CRLF);
}

/** In Gmail's style in another language. */
function localHtml({ written, quoted, quotedName }: ReplyText, language: Language): string {
  const heading = headingIn(language, quoted, quotedName);
  return [
    `<div dir="${language === "he" ? "rtl" : "ltr"}">${lines(written)}</div><br><div class="gmail_quote gmail_quote_container">`,
    `<div dir="${language === "he" ? "rtl" : "ltr"}" class="gmail_attr">${heading}<br></div>`,
    `<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${quoted.html}</blockquote></div>`,
    "",
  ].join(CRLF);
}

function outlookHtml({ written, quoted, quotedName }: ReplyText): string {
  const { weekday, month, day, year, time } = partsOf(quoted.at);
  return [
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body lang="EN-GB"><div class="WordSection1">',
    ...written.split("\n").map((line) => `<p class="MsoNormal">${line === "" ? "&nbsp;" : escapeHtml(line)}</p>`),
    `</div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> ${escapeHtml(quotedName)} &lt;${quoted.from}&gt;<br>`,
    `<b>Sent:</b> ${weekday}, ${day} ${month} ${year} ${time}<br><b>To:</b> ${quoted.to}<br><b>Subject:</b> ${escapeHtml(quoted.subject)}</div>`,
    `<div>${quoted.html}</div></body></html>`,
    "",
  ].join(CRLF);
}

function phoneHtml({ written, quoted, quotedName }: ReplyText): string {
  const { month, day, year, time } = partsOf(quoted.at);
  return [
    `<html><body dir="auto">${lines(written)}<div dir="ltr"><br></div><div dir="ltr"><blockquote type="cite">`,
    `On ${month} ${day}, ${year}, at ${time}, ${escapeHtml(quotedName)} &lt;${quoted.from}&gt; wrote:<br><br></blockquote></div>`,
    `<blockquote type="cite"><div dir="ltr">${quoted.html}</div></blockquote></body></html>`,
    "",
  ].join(CRLF);
}

const CRLF = "\r\n";
const NARROW_NO_BREAK_SPACE = "\u202f";
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

function lines(written: string): string {
  return written.split("\n").map(escapeHtml).join("<br>");
}

/** The parts of an instant, in UTC, as an English mail client writes them. */
function partsOf(ms: number) {
  const iso = isoFromMs(ms);
  const hour = Number(iso.slice(11, 13));
  return {
    weekday: WEEKDAYS[weekdayOf(ms)],
    month: SHORT_MONTHS[Number(iso.slice(5, 7)) - 1],
    day: Number(iso.slice(8, 10)),
    year: iso.slice(0, 4),
    time: `${hour % 12 === 0 ? 12 : hour % 12}:${iso.slice(14, 16)}${NARROW_NO_BREAK_SPACE}${hour < 12 ? "AM" : "PM"}`,
  };
}
