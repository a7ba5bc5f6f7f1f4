import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { type Completion, completeQuery } from "../../../src/journal/query/complete-query.ts";
import { finishedQuery, knownValues, queryProblem } from "../../commands/query-commands.ts";
import { useSession, useSnapshot } from "../session.ts";

/** Maximum visible completions. */
const MAX_OFFERS = 8;

/** Filters the list while the user types, like `/` in the terminal. */
export function QueryBar() {
  const { filter } = useSnapshot();
  const query = useQuery(filter?.text ?? "");
  const { text, problem, offers, chosen } = query;
  return (
    <div className="query-bar">
      <label htmlFor="query" className="visually-hidden">
        Query
      </label>
      <input
        id="query"
        role="combobox"
        aria-expanded={offers.length > 0}
        aria-controls="query-offers"
        aria-autocomplete="list"
        aria-invalid={problem !== null}
        aria-describedby="query-told"
        aria-activedescendant={chosen === null ? undefined : `offer-${chosen}`}
        ref={query.input}
        type="search"
        spellCheck={false}
        autoComplete="off"
        placeholder="Search: status:5xx  lead:ann@*  -state:delivered  …"
        value={text}
        onChange={({ target }) => query.change(target.value)}
        onKeyDown={query.press}
        onFocus={query.offer}
        onBlur={query.leave}
      />
      <span className="key" aria-hidden="true">
        /
      </span>
      <p id="query-told" className={problem === null ? "query-told muted" : "query-told tone-bad"}>
        {problem ??
          (filter === null
            ? ""
            : `${filter.found.toLocaleString("en")} of ${filter.of.toLocaleString("en")} in the list`)}
      </p>
      <div id="query-offers" role="listbox" aria-label="Completions" className="offers" hidden={offers.length === 0}>
        {offers.map((offer, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus, and names the chosen option
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field listens to the keys
          <div
            key={offer.text}
            id={`offer-${index}`}
            role="option"
            aria-selected={index === chosen}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => query.take(offer)}
          >
            <b>{offer.text}</b> <span className="muted">{offer.meaning}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

/** The query being typed, and its completions. The list keeps the last valid query. */
function useQuery(inForce: string) {
  const { store } = useSession();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(inForce);
  const [offers, setOffers] = useState<readonly Completion[]>([]);
  const [chosen, setChosen] = useState<number | null>(null);
  // A filter button, or Esc, changes the query from outside.
  useEffect(() => {
    if (document.activeElement !== input.current) setText(inForce);
  }, [inForce]);
  const offersFor = (written: string) =>
    completeQuery(written, input.current?.selectionStart ?? written.length, knownValues(store)).options.slice(
      0,
      MAX_OFFERS,
    );
  const change = (written: string) => {
    setText(written);
    setChosen(null);
    setOffers(offersFor(written));
    const finished = finishedQuery(written);
    if (queryProblem(finished) === null) store.filterBy(finished);
  };
  const take = (offer: Completion) => {
    const { from, to } = completeQuery(text, input.current?.selectionStart ?? text.length, knownValues(store));
    const isField = offer.text.endsWith(":");
    change(`${text.slice(0, from)}${offer.text}${isField ? "" : " "}${text.slice(to).trimStart()}`);
    input.current?.focus();
    if (!isField) setOffers([]);
  };
  const end = (written: string) => {
    setOffers([]);
    setChosen(null);
    if (queryProblem(written) === null) store.filterBy(written);
  };
  const press = (event: KeyboardEvent) => {
    const offer = chosen === null ? undefined : offers[chosen];
    const move = (by: number) => setChosen(moved(chosen, by, offers.length));
    if (event.key === "ArrowDown" && offers.length > 0) move(1);
    else if (event.key === "ArrowUp" && offers.length > 0) move(-1);
    else if (event.key === "Enter" && offer !== undefined) take(offer);
    else if (event.key === "Tab" && !event.shiftKey && offers.length > 0 && text !== "")
      take(offer ?? offers[0] ?? { text: "", meaning: "" });
    else if (event.key === "Enter") {
      end(text);
      input.current?.blur();
    } else if (event.key === "Escape" && offers.length > 0) setOffers([]);
    else if (event.key === "Escape") {
      change("");
      setOffers([]);
      input.current?.blur();
    } else return;
    event.preventDefault();
  };
  return {
    input,
    text,
    offers,
    chosen,
    // While the last term is being typed, only the terms before it are checked.
    problem: text.trim() === "" ? null : queryProblem(offers.length > 0 ? finishedQuery(text) : text),
    change,
    take,
    press,
    offer: () => setOffers(offersFor(text)),
    leave: () => end(text),
  };
}

function moved(chosen: number | null, by: number, length: number): number {
  if (chosen === null) return by > 0 ? 0 : length - 1;
  return (chosen + by + length) % length;
}
