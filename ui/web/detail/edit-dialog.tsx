import { useState } from "react";
import type { DetailedDelivery } from "../../../src/server/client/control-calls.ts";
import { editableText } from "../../export/editable-text.ts";
import { Dialog } from "../dialog.tsx";
import { useSession } from "../session-context.ts";

interface EditDialogProps {
  readonly delivery: DetailedDelivery;
  readonly onClose: () => void;
}

/** Another body for the same event: another request, so it gets a new id. */
export function EditDialog({ delivery, onClose }: EditDialogProps) {
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
