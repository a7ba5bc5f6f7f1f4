import { useMemo, useState } from "react";
import { parsedJson } from "../../../src/base/json-text.ts";
import { printable } from "../../../src/base/printable.ts";
import type { DeliveryRequest } from "../../../src/delivery/delivery.ts";
import { contentTypeOf } from "./attempt-section.tsx";
import { Body, Inert } from "./body.tsx";
import { HeaderList } from "./facts.tsx";

/** The request that was sent. */
export function Payload({ request }: { readonly request: DeliveryRequest }) {
  const mails = useMemo(() => htmlTexts(request.body), [request.body]);
  return (
    <section className="block">
      <h3>Payload</h3>
      <HeaderList headers={request.headers} />
      <Body body={request.body} contentType={contentTypeOf(request.headers)} label="Payload" />
      {mails.length > 0 && <Mails mails={mails} />}
    </section>
  );
}

/** The emails in the payload, rendered. */
function Mails({ mails }: { readonly mails: readonly HtmlText[] }) {
  const [open, setOpen] = useState<string | null>(null);
  const shownMail = mails.find(({ path }) => path === open);
  return (
    <div className="part">
      <h4>HTML in the payload</h4>
      <p className="button-row">
        {mails.map(({ path }) => (
          <button
            key={path}
            type="button"
            aria-pressed={path === open}
            onClick={() => setOpen(path === open ? null : path)}
          >
            {printable(path)}
          </button>
        ))}
      </p>
      {shownMail !== undefined && <Inert html={shownMail.html} title={shownMail.path} />}
    </div>
  );
}

/** A string in a body that is HTML. */
interface HtmlText {
  /** Its path, such as `reply_message.html`. */
  readonly path: string;
  readonly html: string;
}

/** Maximum emails on offer: a history has hundreds, and the newest ones come first in the body. */
const MAX_TEXTS = 6;
const HTML = /<(p|div|br|html|body|table|span|a|b|i|h\d|ul|ol|img|blockquote)\b[^>]*>/i;

/** The emails in a payload. */
function htmlTexts(body: string): readonly HtmlText[] {
  const found: HtmlText[] = [];
  const look = (value: unknown, path: string) => {
    if (found.length >= MAX_TEXTS) return;
    if (typeof value === "string") {
      if (HTML.test(value)) found.push({ path, html: value });
    } else if (typeof value === "object" && value !== null) {
      for (const [name, one] of Object.entries(value)) look(one, joined(path, name, Array.isArray(value)));
    }
  };
  look(parsedJson(body), "");
  return found;
}

function joined(path: string, name: string, isIndex: boolean): string {
  if (isIndex) return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}
