import { test as base } from "vitest";
import { hashText } from "../../base/random.ts";
import { createSmartLead } from "../create-smart-lead.ts";
import type { SmartLead, SmartLeadOptions } from "../smart-lead.ts";

export interface SmartLeadFixtures {
  /** What each test's `smartlead` is made with. */
  smartleadOptions: SmartLeadOptions;
  /** SmartLead in this process, of this test alone: on a virtual clock by default, closed when the test ends. */
  smartlead: SmartLead;
}

/**
 * vitest's `test` with a `smartlead` for each test that asks for one, made with these options. Its ids are salted by the test's name:
 * the same each time, and others than those of any other test, so that tests, and workers, may share a receiver's deduplication store.
 *
 * @example
 * const test = smartleadTest({ target: handler });
 * test("a reply is taken", async ({ smartlead }) => {
 *   const event = await smartlead.emit("EMAIL_REPLY");
 *   await smartlead.settle();
 *   expect(event).toBeDelivered();
 * });
 */
export function smartleadTest(options: SmartLeadOptions = {}) {
  return base.extend<SmartLeadFixtures>({
    smartleadOptions: options,
    smartlead: async ({ smartleadOptions, task }, use) => {
      const smartlead = await createSmartLead({ clock: "virtual", run: runOf(task), ...smartleadOptions });
      try {
        await use(smartlead);
      } finally {
        await smartlead.close();
      }
    },
  });
}

/** The same with no options. From vitest 4 on, `test.extend({ smartleadOptions })` gives it some; vitest 3 needs `smartleadTest`. */
export const test = smartleadTest();

interface NamedTask {
  readonly name: string;
  readonly file?: { readonly name: string } | undefined;
  readonly suite?: { readonly name: string } | undefined;
  readonly result?: { readonly retryCount?: number | undefined; readonly repeatCount?: number | undefined } | undefined;
}

/** A test that is run once more has other ids than the first time: its receiver knows those already. */
function runOf({ name, file, suite, result }: NamedTask): string {
  const again = `${result?.retryCount ?? 0}.${result?.repeatCount ?? 0}`;
  const text = [file?.name ?? "", suite?.name ?? "", name, again].join("\n");
  return `test-${hashText(text).toString(16).padStart(8, "0")}`;
}
