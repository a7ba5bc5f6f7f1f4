import { type FormEvent, useRef, useState } from "react";
import { safeText } from "../../../src/base/safe-text.ts";
import { FAULT_KINDS, type FaultView } from "../../../src/delivery/faults/fault.ts";
import { FAULT_DESCRIPTIONS } from "../../../src/delivery/faults/fault-sentence.ts";
import { faultText } from "../../../src/delivery/faults/rule-text.ts";
import { useSession, useSnapshot } from "../session.ts";
import { FaultFields } from "./fault-fields.tsx";

/** Faults that receivers most often fail with; one click arms each for the next delivery only. */
const USUAL: readonly (readonly [label: string, rule: string])[] = [
  ["Lose the answer", "lost-response:attempt=1,limit=1"],
  ["Time out", "timeout:attempt=1,limit=1"],
  ["Answer 503", "override-status:status=503,attempt=1,limit=1"],
  ["Send twice at once", "duplicate:copies=1,limit=1"],
  ["Reset the connection", "reset:at=during,attempt=1,limit=1"],
  ["Break the JSON", "malformed-json:limit=1"],
];

/** The faults view: the active rules, and a form to add more. */
export function FaultsView() {
  const { faults } = useSnapshot();
  const { actions } = useSession();
  const active = faults.filter(({ ended }) => !ended);
  return (
    <div className="columns">
      <section className="panel">
        <h2>Arm a fault</h2>
        <p className="muted">For the next delivery:</p>
        <p className="button-row">
          {USUAL.map(([label, rule]) => (
            <button key={rule} type="button" title={rule} onClick={() => actions.arm(rule)}>
              {label}
            </button>
          ))}
        </p>
        <ArmForm />
      </section>
      <section className="panel">
        <header className="panel-head">
          <h2>Faults</h2>
          {active.length > 0 && (
            <button type="button" onClick={() => actions.disarmAll()}>
              Disarm all <kbd>X</kbd>
            </button>
          )}
        </header>
        {faults.length === 0 && (
          <p className="empty">No fault is active. Arm one, and it affects the next delivery that it matches.</p>
        )}
        {faults.map((fault) => (
          <Fault key={fault.id} fault={fault} />
        ))}
      </section>
    </div>
  );
}

function Fault({ fault }: { readonly fault: FaultView }) {
  const { actions } = useSession();
  const { rule, ended, performed, matched, explain, event_id } = fault;
  const count = performed === matched ? `applied ${performed}×` : `applied ${performed} of ${matched} matches`;
  return (
    <article className={ended ? "card ended" : "card"}>
      <header>
        <h3 className="mono">{safeText(faultText(rule))}</h3>
        <span className={`badge ${ended ? "muted" : "tone-warn"}`}>{ended ? "ended" : "active"}</span>
        <span className="badge">{count}</span>
      </header>
      <p>{safeText(event_id === null ? explain : `${explain} For event ${event_id} only.`)}</p>
      <button type="button" onClick={() => actions.disarm(fault)}>
        {ended ? "Remove" : "Disarm"}
      </button>
    </article>
  );
}

/** A form for a rule in the syntax of the command line. */
function ArmForm() {
  const { actions } = useSession();
  const [text, setText] = useState("");
  const line = useRef<HTMLInputElement>(null);
  const write = (written: string) => {
    setText(written);
    line.current?.focus();
  };
  const kind = FAULT_KINDS.find((one) => one === text.split(":")[0]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "") actions.arm(text);
  };
  return (
    <form className="arm-form" onSubmit={submit}>
      <label htmlFor="kind">Kind</label>
      <select id="kind" value={kind ?? ""} onChange={({ target }) => setText(target.value)}>
        <option value="">choose a fault …</option>
        {FAULT_KINDS.map((one) => (
          <option key={one} value={one}>{`${one}: ${FAULT_DESCRIPTIONS[one]}`}</option>
        ))}
      </select>
      <label htmlFor="fault">Rule</label>
      <input
        id="fault"
        ref={line}
        className="mono"
        spellCheck={false}
        autoComplete="off"
        placeholder="lost-response:attempt=1,event_type=EMAIL_REPLY"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <button type="submit" className="primary" disabled={text.trim() === ""}>
        Arm
      </button>
      {kind !== undefined && <FaultFields kind={kind} onField={(name) => write(withField(text, name))} />}
    </form>
  );
}

function withField(text: string, name: string): string {
  return `${text}${text.includes(":") ? "," : ":"}${name}=`;
}
