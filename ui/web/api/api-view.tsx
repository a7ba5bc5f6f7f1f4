import { useEffect, useState } from "react";
import { counted } from "../../frame/counted.ts";
import { useSession } from "../session-context.ts";
import { shown } from "../spans.tsx";
import { CallSection } from "./call-section.tsx";
import { type ApiCall, callsOf, hasWords, type OpenApi } from "./open-api.ts";

/** Every call of SmartLead's API and of the control API: searched, read, and tried. */
export function ApiView() {
  const document = useOpenApi();
  const [words, setWords] = useState("");
  if (document === null) return <p className="empty">Loading …</p>;
  const found = callsOf(document).filter((call) => hasWords(call, words));
  const tags = [...new Set(found.flatMap(({ operation }) => operation.tags))];
  return (
    <div className="api">
      <header>
        <h2>API</h2>
        <p className="muted">
          {document.info.description} As data: <a href="/_mock/openapi.json">openapi.json</a>.
        </p>
        <label htmlFor="api-words" className="visually-hidden">
          Find a call
        </label>
        <input
          id="api-words"
          type="search"
          placeholder="Find a call: lead status, POST webhook, /_mock/events …"
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
        <p className="muted" role="status">
          {counted(found.length, "call")}
        </p>
      </header>
      {tags.map((tag) => (
        <Group key={tag} tag={tag} calls={found.filter(({ operation }) => operation.tags.includes(tag))} />
      ))}
    </div>
  );
}

function Group({ tag, calls }: { readonly tag: string; readonly calls: readonly ApiCall[] }) {
  return (
    <section className="panel" aria-label={tag}>
      <h3>{shown(tag)}</h3>
      {calls.map((call) => (
        <CallSection key={`${call.method} ${call.path}`} call={call} />
      ))}
    </section>
  );
}

function useOpenApi(): OpenApi | null {
  const { control } = useSession();
  const [document, setDocument] = useState<OpenApi | null>(null);
  useEffect(() => {
    // The mock's own document, made from the tables that also make its routes.
    control.openApi().then(
      (found) => setDocument(found as OpenApi),
      () => {},
    );
  }, [control]);
  return document;
}
