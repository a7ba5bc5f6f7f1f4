import { quoted } from "../../base/shell-words.ts";
import type { FoundProject } from "../project/find-project.ts";

/** A file that `init` writes if it does not exist. */
export interface InitFile {
  /** Relative to the project's folder. */
  readonly path: string;
  readonly text: string;
}

const SCENARIO = "smartlead-scenarios/lost-answer.yaml";
/** Placeholder for a step of the workflow that cannot be derived. */
const UNKNOWN_START = "your-command-that-starts-the-receiver";

/** Returns the configuration, a scenario and the workflow for this project. */
export function initFiles(project: FoundProject, target: string): readonly InitFile[] {
  return [
    { path: "smartlead-mock.config.yaml", text: configText(target) },
    { path: SCENARIO, text: SCENARIO_TEXT },
    { path: ".github/workflows/smartlead.yml", text: workflowText(project, target) },
  ];
}

function configText(target: string): string {
  return `# yaml-language-server: $schema=./node_modules/smartlead-mock/dist/config.schema.json
# smartlead-mock reads this file from the folder that it runs in. Flags take precedence.
target: ${JSON.stringify(target)}

# What real deliveries look like; guide is the shape of SmartLead's documentation.
# dialect: live

# Set these if your receiver checks the secret_key of bodies or a signature.
# secretKey: 9d1f0c52-3a0e-4b7e-8f5c-2f2f3f6d1a77
# secret: whatever-signs-the-bodies

# How your receiver reports a duplicate, if it uses its own words.
# recognizer: { json: { state: [seen] } }
`;
}

const SCENARIO_TEXT = `# yaml-language-server: $schema=../node_modules/smartlead-mock/dist/scenario.schema.json
# smartlead-mock run ${SCENARIO}
name: the answer to a reply is lost
description: The receiver does the work and answers, but the answer is lost, and SmartLead sends the reply again.
steps:
  - emit: EMAIL_REPLY
    as: reply
    faults: [{ kind: lost-response, attempt: 1 }]
  - settle: reply
  - expect: { delivery: reply, state: delivered, attempts: 2 }
`;

const SETUP: Readonly<Record<FoundProject["kind"], readonly string[]>> = {
  node: ["      - uses: actions/setup-node@v4", "        with: { node-version: 22 }"],
  python: ["      - uses: actions/setup-python@v5", "        with: { python-version: '3.12' }"],
  go: ["      - uses: actions/setup-go@v5", "        with: { go-version-file: go.mod }"],
  php: ["      - uses: shivammathur/setup-php@v2", "        with: { php-version: '8.3' }"],
  ruby: ["      - uses: ruby/setup-ruby@v1", "        with: { ruby-version: '3.3', bundler-cache: true }"],
  unknown: [],
};

function workflowText({ kind, install, start, isPortFixed }: FoundProject, target: string): string {
  const command = commandOf(start);
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  // If the receiver uses PORT, a free port is chosen each time, so that no other process can block it.
  const where = `http://127.0.0.1:${isPortFixed ? url.port : "0"}${url.pathname}`;
  const reports = "pretty,github,junit=reports/smartlead.xml,html=reports/smartlead.html";
  return `name: SmartLead receiver
on:
  push: { branches: [main] }
  pull_request:

jobs:
  verify:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
${[...SETUP[kind], ...install.map((line) => `      - run: ${line}`)].map((line) => `${line}\n`).join("")}      - name: Verify the receiver
        run: npx --yes smartlead-mock verify --target ${quoted(where)} --report ${reports} -- ${command}
      - name: Run the scenarios
        run: npx --yes smartlead-mock run ./${SCENARIO} --target ${quoted(where)} -- ${command}
      - uses: actions/upload-artifact@v4
        if: always()
        with: { name: smartlead-report, path: reports/ }
`;
}

/** PHP's built-in server does not read PORT, so the shell inserts it. */
function commandOf(start: readonly string[] | null): string {
  if (start === null) return UNKNOWN_START;
  const needsShell = start[0] !== "sh" && start.some((word) => word.includes("$PORT"));
  return needsShell ? `sh -c ${quoted(start.join(" "))}` : start.map(quoted).join(" ");
}

/** Remaining manual steps and uncertain facts, a sentence each; those about path and port only if the user did not state them. */
export function openEnds({ start, startDoubts, placeDoubts }: FoundProject, isPlaceNamed: boolean): readonly string[] {
  const sentence = `No start command was found: replace ${UNKNOWN_START} in the workflow with yours.`;
  return [...(start === null ? [sentence] : startDoubts), ...(isPlaceNamed ? [] : placeDoubts)];
}
