import { useMemo, useState } from "react";
import { printable } from "../../../src/base/printable.ts";
import type { DeliveryRequest } from "../../../src/delivery/delivery.ts";
import { contentTypeOf } from "./attempt-section.tsx";
import { Body } from "./body.tsx";
import { HeaderList } from "./header-list.tsx";
import { type HtmlText, htmlTexts } from "./html-texts.ts";
import { Inert } from "./inert.tsx";

/** What was sent. */
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

/** The mails within the payload, as a reader would see them. */
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
