import { type FormEvent, useState } from "react";
import { definedOnly } from "../../../src/base/defined-only.ts";
import { maskSecrets } from "../../../src/base/mask-secrets.ts";
import { messageOf } from "../../commands/action-context.ts";
import { tookText } from "../../deliveries/durations.ts";
import { Body } from "../detail/body.tsx";
import { useSession } from "../session.ts";
import { type ApiCall, type ApiParameter, exampleOf } from "./open-api.ts";

/** The response of a call. */
interface Answer {
  readonly status: number;
  readonly tookMs: number;
  readonly contentType: string;
  readonly body: string;
}

/** Makes a call with the values in the form, like any client. */
export function TryForm({ call }: { readonly call: ApiCall }) {
  const { method, path, operation } = call;
  const { token } = useSession();
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() => firstValues(operation.parameters));
  const schema = operation.requestBody?.content?.["application/json"]?.schema;
  const [body, setBody] = useState(() => (schema === undefined ? null : JSON.stringify(exampleOf(schema), null, 2)));
  const [answer, setAnswer] = useState<Answer | string | null>(null);
  const address = addressOf(path, operation.parameters, values);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send({ method, address, body, token }).then(setAnswer, (error) => setAnswer(messageOf(error)));
  };
  const id = (name: string) => `${method} ${path} ${name}`;
  return (
    <form className="try" onSubmit={submit} aria-label={`Try ${method} ${path}`}>
      <div className="try-fields">
        {operation.parameters.map(({ name, required }) => (
          <label key={name} htmlFor={id(name)}>
            <span className="mono">{name}</span>
            <input
              id={id(name)}
              value={values[name] ?? ""}
              required={required}
              onChange={({ target }) => setValues({ ...values, [name]: target.value })}
            />
          </label>
        ))}
      </div>
      {body !== null && (
        <label htmlFor={id("body")}>
          <span className="muted">Body</span>
          <textarea
            id={id("body")}
            rows={Math.min(14, body.split("\n").length + 1)}
            spellCheck={false}
            value={body}
            onChange={({ target }) => setBody(target.value)}
          />
        </label>
      )}
      <p className="button-row">
        <button type="submit" className="primary">
          Send
        </button>
        <code className="address">{maskSecrets(`${method} ${address}`)}</code>
      </p>
      {typeof answer === "string" && <p className="tone-bad">{answer}</p>}
      {answer !== null && typeof answer !== "string" && <Answered answer={answer} />}
    </form>
  );
}

function Answered({ answer: { status, tookMs, contentType, body } }: { readonly answer: Answer }) {
  return (
    <div className="part" role="status">
      <p>
        <b className={status < 400 ? "tone-good" : "tone-bad"}>{status}</b>{" "}
        <span className="muted">{tookText(tookMs)}</span>
      </p>
      <Body body={body} contentType={contentType} label="Answer" />
    </div>
  );
}

/** A mock without --api-key accepts any key. */
function firstValues(parameters: readonly ApiParameter[]): Record<string, string> {
  return Object.fromEntries(parameters.map(({ name }) => [name, name === "api_key" ? "any" : ""]));
}

function addressOf(
  path: string,
  parameters: readonly ApiParameter[],
  values: Readonly<Record<string, string>>,
): string {
  const written = (name: string) => values[name] ?? "";
  const filled = path.replace(/\{(\w+)\}/g, (whole, name: string) => encodeURIComponent(written(name)) || whole);
  const query = new URLSearchParams();
  for (const { name, in: place } of parameters)
    if (place === "query" && written(name) !== "") query.set(name, written(name));
  return `${filled}${query.size === 0 ? "" : `?${query}`}`;
}

interface Sent {
  readonly method: string;
  readonly address: string;
  readonly body: string | null;
  readonly token: string | null;
}

async function send({ method, address, body, token }: Sent): Promise<Answer> {
  const at = performance.now();
  const response = await fetch(
    address,
    definedOnly({
      method,
      headers: definedOnly({
        authorization: token === null || !address.startsWith("/_mock") ? undefined : `Bearer ${token}`,
        "content-type": body === null ? undefined : "application/json",
      }),
      body: body ?? undefined,
    }),
  );
  const text = await response.text();
  const contentType = response.headers.get("content-type") ?? "";
  return { status: response.status, tookMs: performance.now() - at, contentType, body: text };
}
