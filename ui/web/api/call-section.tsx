import { useState } from "react";
import { jsonRows } from "../../pager/json-rows.ts";
import { JsonBody } from "../detail/json-body.tsx";
import { type ApiCall, schemaText } from "./open-api.ts";
import { TryForm } from "./try-form.tsx";

/** One call: what it takes, what it answers, and a form that makes it. What is inside is made when it is opened. */
export function CallSection({ call }: { readonly call: ApiCall }) {
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
