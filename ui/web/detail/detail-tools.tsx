import { useState } from "react";
import { maskSecrets } from "../../../src/base/mask-secrets.ts";
import type { DetailedDelivery } from "../../../src/server/client/control-calls.ts";
import { isHeld } from "../../commands/hold-commands.ts";
import { EXPORT_FORMS } from "../../export/export-forms.ts";
import { editableText } from "../../export/exported-body.ts";
import { Dialog } from "../dialog.tsx";
import { useSession } from "../session.ts";

/** The actions for a delivery. */
export function DetailTools({ delivery }: { readonly delivery: DetailedDelivery }) {
  const { deliveries, navigation, actions, compare } = useSession();
  const [isEditing, setEditing] = useState(false);
  const { lead_email, campaign_id, id } = delivery;
  return (
    <div className="detail-tools">
      {isHeld(delivery) && <HeldTools />}
      <button
        type="button"
        className="primary"
        title="The same request id: a duplicate (r)"
        onClick={() => deliveries.resend("same")}
      >
        Send again <kbd>r</kbd>
      </button>
      <button type="button" title="With a new request id (R)" onClick={() => deliveries.resend("new")}>
        As new <kbd>R</kbd>
      </button>
      <button
        type="button"
        title="Twice at the same moment, with the same request id (d)"
        onClick={() => deliveries.sendTwice()}
      >
        Twice <kbd>d</kbd>
      </button>
      <button
        type="button"
        data-action="edit"
        disabled={delivery.request === undefined}
        onClick={() => setEditing(true)}
      >
        Edit <kbd>e</kbd>
      </button>
      <button type="button" title="Copy it as a curl line (y)" onClick={() => deliveries.copyCurl()}>
        Copy curl <kbd>y</kbd>
      </button>
      <SaveMenu delivery={delivery} />
      <button
        type="button"
        data-action="compare"
        title="Two attempts, two dialects, or with the one before it (v)"
        onClick={() => compare.open()}
      >
        Compare <kbd>v</kbd>
      </button>
      {lead_email !== null && (
        <button
          type="button"
          data-action="thread"
          title="The conversation with its lead (o)"
          onClick={() => navigation.thread(lead_email, campaign_id)}
        >
          Lead <kbd>o</kbd>
        </button>
      )}
      <button type="button" onClick={() => actions.copy(`${location.origin}/#${id}`, "The link")}>
        Copy link
      </button>
      {isEditing && <EditDialog delivery={delivery} onClose={() => setEditing(false)} />}
    </div>
  );
}

/** The actions while its attempt is held. */
function HeldTools() {
  const { holds } = useSession();
  return (
    <>
      <button type="button" className="primary" data-action="let-go" onClick={() => holds.letGo()}>
        Release <kbd>u</kbd>
      </button>
      <button type="button" title="The receiver's answer does not count" onClick={() => holds.answer(200)}>
        Answer 200
      </button>
      <button type="button" title="The receiver's answer does not count (A)" onClick={() => holds.answer(503)}>
        Answer 503 <kbd>A</kbd>
      </button>
      <button type="button" title="As by a reset of the connection (D)" onClick={() => holds.drop()}>
        Drop <kbd>D</kbd>
      </button>
    </>
  );
}

function SaveMenu({ delivery }: { readonly delivery: DetailedDelivery }) {
  const { actions } = useSession();
  return (
    <details className="menu">
      <summary data-action="save" title={`Save ${maskSecrets(delivery.id)} as a file (s)`}>
        Save <kbd>s</kbd>
      </summary>
      <div className="menu-body">
        {EXPORT_FORMS.map((form) => (
          <button key={form.id} type="button" className="menu-item" onClick={() => actions.saveAs(delivery, form)}>
            <b>{form.label}</b> <span className="muted">{form.meaning}</span>
          </button>
        ))}
      </div>
    </details>
  );
}

interface EditDialogProps {
  readonly delivery: DetailedDelivery;
  readonly onClose: () => void;
}

/** Another body for the same event is another request, so it gets a new id. */
function EditDialog({ delivery, onClose }: EditDialogProps) {
  const { actions } = useSession();
  const [text, setText] = useState(() => editableText(delivery.request?.body ?? ""));
  const [isBroken, setBroken] = useState(false);
  const send = () => {
    if (actions.resendEdited(delivery, text.replace(/\n$/, ""))) onClose();
    else setBroken(true);
  };
  return (
    <Dialog title={`Edit ${delivery.event_type} and send it`} onClose={onClose} isWide>
      <label htmlFor="body">Body, sent with a new request id</label>
      <textarea
        id="body"
        data-first
        rows={20}
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {isBroken && (
        <p role="alert" className="tone-bad">
          The body is not valid JSON, so it was not sent.
        </p>
      )}
      <p className="button-row end">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button type="button" className="primary" onClick={send}>
          Send
        </button>
      </p>
    </Dialog>
  );
}
