import { safeText } from "../../../src/base/safe-text.ts";
import type { ThreadView as Thread, ThreadMessageView } from "../../../src/server/client/world-answers.ts";
import { counted } from "../../frame/line.ts";
import { useSession } from "../session.ts";

/** A lead and its conversation, oldest email first. Emails are plain text: nothing in them is executed. */
export function ThreadView({ thread }: { readonly thread: Thread }) {
  const { navigation, store } = useSession();
  const { lead, campaign_id, messages } = thread;
  const showDeliveries = () => {
    store.filterBy(`lead:${lead.email}`);
    navigation.view("list");
  };
  return (
    <article className="thread">
      <header className="detail-head">
        <button type="button" className="icon" aria-label="Back" title="Back (Esc)" onClick={() => navigation.back()}>
          ←
        </button>
        <div className="detail-title">
          <h2>{safeText(`${lead.first_name} ${lead.last_name}`)}</h2>
          <p className="muted">{safeText(`${lead.email}, ${lead.company_name}`)}</p>
        </div>
        {lead.is_unsubscribed && <span className="badge tone-warn">unsubscribed</span>}
      </header>
      <p className="button-row">
        <button type="button" onClick={showDeliveries}>
          Show deliveries
        </button>
      </p>
      <ul className="enrolments">
        {lead.campaigns.map((one) => (
          <li key={one.campaign_id}>
            <button
              type="button"
              className="chip"
              aria-pressed={one.campaign_id === campaign_id}
              onClick={() => navigation.thread(lead.email, one.campaign_id)}
            >
              {[
                `campaign ${one.campaign_id}`,
                one.status,
                one.category,
                `step ${one.step}`,
                counted(one.replies, "reply", "replies"),
              ]
                .filter(Boolean)
                .join(", ")}
            </button>
          </li>
        ))}
      </ul>
      {messages.length === 0 && <p className="empty">No email has been sent to this lead yet.</p>}
      <ol className="mails">
        {messages.map((message) => (
          <Mail key={message.message_id} message={message} />
        ))}
      </ol>
    </article>
  );
}

function Mail({ message }: { readonly message: ThreadMessageView }) {
  const { type, at, from, to, subject, text, step, opens, clicks, is_bounced } = message;
  const isReply = type === "REPLY";
  const kind = isReply ? "reply" : step === null ? "answer by hand" : `mail of step ${step}`;
  const marks = [
    opens > 0 ? `opened ${opens}×` : "",
    clicks > 0 ? `clicked ${clicks}×` : "",
    is_bounced ? "bounced" : "",
  ].filter(Boolean);
  return (
    <li className={isReply ? "mail reply" : "mail"}>
      <header>
        <b className={isReply ? "tone-good" : "tone-info"}>{kind}</b>
        <span>{safeText(`${from} → ${to}`)}</span>
        <time dateTime={at} className="muted">{`${at.slice(0, 10)} ${at.slice(11, 19)} UTC`}</time>
      </header>
      <h3>{safeText(subject)}</h3>
      <p className="mail-text">
        {text
          .split(/\r\n|\n|\r/)
          .map(safeText)
          .join("\n")}
      </p>
      {marks.length > 0 && <p className="tone-warn">{marks.join(", ")}</p>}
    </li>
  );
}
