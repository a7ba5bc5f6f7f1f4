import { useEffect, useState } from "react";
import { safeText } from "../../../src/base/safe-text.ts";
import { counted } from "../../frame/line.ts";
import { jsonRows } from "../../pager/json-rows.ts";
import { JsonBody } from "../detail/body.tsx";
import { useSession } from "../session.ts";
import { type ApiCall, callsOf, hasWords, type OpenApi, schemaText } from "./open-api.ts";
import { TryForm } from "./try-form.tsx";

/** Every call of SmartLead's API and of the control API: search, read, and try. */
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
      <h3>{safeText(tag)}</h3>
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
    // The mock's own document, generated from the tables that also define its routes.
    control.openApi().then(
      (found) => setDocument(found as OpenApi),
      () => {},
    );
  }, [control]);
  return document;
}

/** One call: its parameters, its responses, and a form to make it. Its content is rendered when it is opened. */
function CallSection({ call }: { readonly call: ApiCall }) {
  const [isOpen, setOpen] = useState(false);
  const { method, path, operation } = call;
  return (
    <details className="call" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <b className={`method method-${method.toLowerCase()}`}>{method}</b> <code>{path}</code>
        <span className="muted">{operation.summary}</span>
      </summary>
      {isOpen && <Inside call={call} />}
    </details>
  );
}

function Inside({ call }: { readonly call: ApiCall }) {
  const { parameters, requestBody, responses } = call.operation;
  return (
    <div className="call-inside">
      {parameters.length > 0 && (
        <dl className="facts">
          {parameters.map(({ name, in: place, required, schema }) => (
            <div key={`${place} ${name}`}>
              <dt className="mono">
                {name}
                {required ? "" : "?"}
              </dt>
              <dd>
                {schemaText(schema)} <span className="muted">{place}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <TryForm call={call} />
      {requestBody?.content !== undefined && <Schema title="Body" content={requestBody.content} />}
      {Object.entries(responses).map(([status, { description, content }]) => (
        <Schema key={status} title={`${status}: ${description}`} content={content} />
      ))}
    </div>
  );
}

function Schema({ title, content }: { readonly title: string; readonly content: object | undefined }) {
  if (content === undefined || Object.keys(content).length === 0) return <p className="muted">{title}</p>;
  return (
    <details className="headers">
      <summary>{title}</summary>
      <JsonBody rows={jsonRows(JSON.stringify(content)) ?? []} label={title} />
    </details>
  );
}
