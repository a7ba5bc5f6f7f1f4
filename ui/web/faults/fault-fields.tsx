import { useEffect, useState } from "react";
import { isObject } from "../../../src/base/json-text.ts";
import type { FaultKind } from "../../../src/delivery/faults/fault.ts";
import { FAULT_DESCRIPTIONS } from "../../../src/delivery/faults/fault-sentence.ts";
import { useSession } from "../session.ts";

interface Field {
  readonly name: string;
  readonly description: string;
}

/** The fields that a rule of a kind may have, according to the mock's own API document. */
export function FaultFields({ kind, onField }: { readonly kind: FaultKind; readonly onField: (name: string) => void }) {
  const fields = useFields(kind);
  return (
    <div className="fault-fields">
      <p className="muted">{FAULT_DESCRIPTIONS[kind]}</p>
      <ul>
        {fields.map(({ name, description }) => (
          <li key={name}>
            <button type="button" className="mono" onClick={() => onField(name)}>
              {name}
            </button>{" "}
            <span className="muted">{description}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function useFields(kind: FaultKind): readonly Field[] {
  const { control } = useSession();
  const [fields, setFields] = useState<readonly Field[]>([]);
  useEffect(() => {
    let isWanted = true;
    control.openApi().then(
      (document) => isWanted && setFields(fieldsOf(document, kind)),
      () => {},
    );
    return () => {
      isWanted = false;
    };
  }, [control, kind]);
  return fields;
}

/** The fields in the schema of this kind, wherever it is in the document. */
function fieldsOf(document: unknown, kind: FaultKind): readonly Field[] {
  const schema = schemaOf(document, kind);
  if (schema === null) return [];
  return Object.entries(schema)
    .filter(([name]) => name !== "kind")
    .map(([name, value]) => ({
      name,
      description: isObject(value) && typeof value.description === "string" ? value.description : "",
    }));
}

function schemaOf(value: unknown, kind: FaultKind): Readonly<Record<string, unknown>> | null {
  if (Array.isArray(value)) return firstOf(value, kind);
  if (!isObject(value)) return null;
  const { properties } = value;
  if (isObject(properties) && isObject(properties.kind) && properties.kind.const === kind) return properties;
  return firstOf(Object.values(value), kind);
}

function firstOf(values: readonly unknown[], kind: FaultKind): Readonly<Record<string, unknown>> | null {
  for (const value of values) {
    const found = schemaOf(value, kind);
    if (found !== null) return found;
  }
  return null;
}
