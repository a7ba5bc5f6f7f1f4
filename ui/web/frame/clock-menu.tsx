import { type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import { parseDuration } from "../../../src/base/time/duration.ts";
import { isoFromMs } from "../../../src/base/time/iso.ts";
import { useSession, useSnapshot } from "../session.ts";

/** The mock's clock, which opens the menu to move it, and the account's own traffic. */
export function ClockMenu() {
  const { state, nowMs } = useSnapshot();
  const ref = useRef<HTMLDetailsElement>(null);
  if (state === null) return null;
  const { mode, speed } = state.clock;
  const { day, time } = clockFace(nowMs);
  const pace = mode === "real" && speed !== 1 ? `×${speed}` : mode;
  const leave = (event: { relatedTarget: EventTarget | null }) => {
    const { relatedTarget } = event;
    if (relatedTarget instanceof Node && ref.current?.contains(relatedTarget) === false) ref.current.open = false;
  };
  const close = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || ref.current?.open !== true) return;
    event.stopPropagation();
    ref.current.open = false;
    ref.current.querySelector("summary")?.focus();
  };
  return (
    <details className="menu clock" ref={ref} onBlur={leave} onKeyDown={close}>
      <summary title={`${day} ${time} UTC on the mock's clock`}>
        <span className="clock-time">{time}</span> <span className="muted">UTC</span>
        <span className="clock-pace">{pace}</span>
      </summary>
      <div className="menu-body">
        <p className="muted">
          The mock's clock: {day} {time} UTC, {paceText(mode, speed)}.
        </p>
        <ClockButtons isManual={mode === "manual"} />
        <AdvanceForm />
        <Traffic rate={state.rate} />
        <ResetButton />
      </div>
    </details>
  );
}

function paceText(mode: string, speed: number): string {
  if (mode === "manual") return "stopped";
  if (mode !== "real") return "jumping to what is due";
  return speed === 1 ? "with the machine's time" : `${speed} times faster than the machine's`;
}

function ClockButtons({ isManual }: { readonly isManual: boolean }) {
  const { clock, actions } = useSession();
  return (
    <div className="button-row">
      <button type="button" onClick={() => clock.nextDue()}>
        Next due <kbd>n</kbd>
      </button>
      <button type="button" onClick={() => clock.jump()}>
        +30 min <kbd>J</kbd>
      </button>
      <button type="button" onClick={() => clock.togglePause()}>
        {isManual ? "Go on" : "Stop"} <kbd>C</kbd>
      </button>
      <button type="button" onClick={() => actions.moveClock({ speed: 60 })}>
        ×60
      </button>
      <button type="button" onClick={() => actions.moveClock({ speed: 1 })}>
        ×1
      </button>
    </div>
  );
}

function AdvanceForm() {
  const { actions } = useSession();
  const [text, setText] = useState("");
  const isDuration = /[a-z]/.test(text) && parseDuration(text.trim()) !== null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isDuration) actions.moveClock({ advance: text.trim() });
  };
  return (
    <form className="inline-form" onSubmit={submit}>
      <label htmlFor="advance">Move on by</label>
      <input id="advance" value={text} placeholder="1h30m" size={8} onChange={({ target }) => setText(target.value)} />
      <button type="submit" disabled={!isDuration}>
        Move
      </button>
    </form>
  );
}

function Traffic({ rate }: { readonly rate: number }) {
  const { actions, clock } = useSession();
  const [text, setText] = useState("");
  const asked = Number(text);
  const isRate = text.trim() !== "" && Number.isFinite(asked) && asked >= 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isRate) actions.setRate(asked);
  };
  return (
    <form className="inline-form" onSubmit={submit}>
      <label htmlFor="rate">Events per second</label>
      <input
        id="rate"
        inputMode="decimal"
        value={text}
        placeholder={String(rate)}
        size={5}
        onChange={({ target }) => setText(target.value)}
      />
      <button type="submit" disabled={!isRate}>
        Set
      </button>
      <button type="button" onClick={() => clock.toggleTraffic()}>
        {rate > 0 ? "Pause" : "Start"} traffic <kbd>p</kbd>
      </button>
    </form>
  );
}

/** A reset drops everything, so it requires a second click. */
function ResetButton() {
  const { actions } = useSession();
  const [isAsked, setAsked] = useState(false);
  const press = () => {
    if (isAsked) actions.reset();
    setAsked(!isAsked);
  };
  return (
    <button type="button" className="danger" onClick={press} onBlur={() => setAsked(false)}>
      {isAsked ? "Drop all deliveries and reset?" : "Reset the mock"}
    </button>
  );
}

/** `09:18:02` of the mock's clock. */
function clockFace(nowMs: number): { readonly day: string; readonly time: string } {
  const iso = isoFromMs(nowMs);
  return { day: iso.slice(0, 10), time: iso.slice(11, 19) };
}
