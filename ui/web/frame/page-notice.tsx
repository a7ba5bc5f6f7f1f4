import { printable } from "../../../src/base/printable.ts";
import { NOTICE_TONES } from "../../notices/notices.ts";
import { useSnapshot } from "../session.ts";

/** What an action led to, a lost connection or a hint, the most pressing of them. */
export function NoticeBar() {
  const { notice, connection, hint } = useSnapshot();
  const [tone, text] =
    notice !== null
      ? [NOTICE_TONES[notice.kind], notice.text]
      : connection.kind === "lost"
        ? ["bad", `The mock does not answer (${connection.reason}); trying again. You see the last known state.`]
        : ["warn", hint ?? ""];
  return (
    <div className="notice-place" role="status" aria-live="polite">
      {text !== "" && <p className={`notice edge-${tone}`}>{printable(text)}</p>}
    </div>
  );
}
