import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { COMMANDS } from "../../src/cli/command-table.ts";
import { readCommandLine } from "../../src/cli/program.ts";
import { FAULT_KINDS } from "../../src/delivery/faults/fault.ts";
import { emptyDirectory, runCli } from "./run-cli.ts";

describe("help", () => {
  it("lists the commands, and nothing that is not there", async () => {
    const { code, stdout, stderr } = await runCli(["--help"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: smartlead-mock [options] [command]

      SmartLead on your own machine: its webhooks, retries and REST API, to develop and test a receiver.

      Options:
        -V, --version                               print the version
        -h, --help                                  show this help

      Commands:
        start [options]                             run a mock SmartLead and send its webhooks to your
                                                    endpoint
        trigger [options] <EVENT>                   trigger an event and report how its delivery went
        payload [options] <EVENT>                   print a sample body of an event, or its JSON Schema
        explain [options] <EVENT>                   explain which webhooks get an event, which do not, and
                                                    why
        deliveries [options] [ACTION] [ID]          list deliveries, show one with its attempts, or resend
                                                    one
        faults [options] [ACTION] [RULE|ID|all...]  break deliveries and API calls on purpose: arm, list
                                                    and disarm faults
        hold [options] [ACTION] [ID|all]            look at held deliveries, and release, change, answer
                                                    or drop them
        run [options] [FILE|NAME...]                run scenarios against your receiver and report which
                                                    expectations failed
        snapshot [options] [ACTION] [NAME]          save the state of a running mock, and restore it
        proxy [options]                             sit between the real SmartLead and your endpoint: see,
                                                    check and record its deliveries
        drift [options] [FILE|-]                    compare captured bodies with the mock's dialects,
                                                    field by field
        replay [options] [FILE]                     replay a recording against your endpoint and compare
                                                    the outcome
        anonymize [options] [FILE]                  replace personal data in a recording so that you can
                                                    share it
        sign [options] <FILE|->                     print the X-Smartlead-Signature of a body
        check-signature [options] <FILE|->          check an X-Smartlead-Signature against a body, and say
                                                    why it does not match
        verify [options]                            check your receiver with numbered checks, and show the
                                                    evidence
        explore [options]                           find the shortest sequence of events and faults that
                                                    breaks your receiver
        load [options]                              send events at a rate and report answer times, errors,
                                                    and lost or doubled work
        export [options] <ENGINE>                   write a load test with its data for k6 or Artillery,
                                                    for more than one machine
        init [options]                              write a configuration, a scenario and a GitHub Actions
                                                    workflow for this project
        ui [options]                                open the terminal UI of a running mock
        doctor [options]                            find out why deliveries do not arrive
        completion [options] <SHELL> [LINE]         print a script that completes commands in your shell
        mcp [options]                               serve the mock to coding agents, over stdio
        help [COMMAND]                              show the help of a command

      Examples:
        # try it without any configuration
        smartlead-mock start

        # send to your own endpoint, then make a lead reply
        smartlead-mock start --target http://localhost:3000/webhooks/smartlead
        smartlead-mock trigger EMAIL_REPLY
      "
    `);
  });

  it("is what a call without a command gets, as a mistake", async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe((await runCli(["--help"])).stdout);
  });

  it.each(COMMANDS.map(({ name }) => name))("of %s shows its options and examples that it can read", async (name) => {
    const { code, stdout } = await runCli([name, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain("--json");
    const examples = COMMANDS.find((command) => command.name === name)?.examples ?? [];
    // One may show what to do next with another command.
    expect(examples.filter(({ line }) => line.startsWith(`smartlead-mock ${name}`)).length).toBeGreaterThan(1);
    for (const { line } of examples) {
      expect(stdout).toContain(line);
      const [typed = ""] = line.split(/ >>? /);
      const argv = [...typed.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "").slice(1);
      expect(readCommandLine(argv, { env: {} } as never)).toMatchObject({ kind: "command", spec: { name: argv[0] } });
    }
  });

  it("of faults lists every kind with what it does", async () => {
    const { stdout } = await runCli(["faults", "--help"]);
    for (const kind of FAULT_KINDS) expect(stdout).toContain(`  ${kind} `);
    expect((await runCli(["trigger", "--help"])).stdout).toContain("--fault <KIND[:field=value,…]>");
  });

  it("of explain, as a whole", async () => {
    expect((await runCli(["help", "explain"])).stdout).toMatchInlineSnapshot(`
      "Usage: smartlead-mock explain [options] <EVENT>

      Asks the running mock which webhooks get the event by SmartLead's scope priority, and why.

      Arguments:
        EVENT            the event type, such as EMAIL_REPLY

      Options:
        --campaign <ID>  campaign of the event
        --connect <URL>  the running mock (default: http://127.0.0.1:7627)
        --token <TOKEN>  token for the control API
        --config <FILE>  configuration file (default: smartlead-mock.config.ts, .mts, .cts, .js, .mjs,
                         .cjs, .json, .yaml or .yml)
        --json           machine-readable output
        --debug          show the stack trace of an error
        -h, --help       show this help

      Most options can also be set in the configuration file (minTimeout: 5s) or as environment variables
      (SMARTLEAD_MOCK_MIN_TIMEOUT=5s). Flags take precedence over the environment, and the environment
      over the file.

      Events:
        EMAIL_SENT                  an email of a sequence was sent
        FIRST_EMAIL_SENT            the first email of a sequence was sent
        EMAIL_OPEN                  a lead opened an email
        EMAIL_LINK_CLICK            a lead clicked a link
        EMAIL_REPLY                 a lead replied
        EMAIL_BOUNCE                an email bounced
        LEAD_UNSUBSCRIBED           a lead unsubscribed
        LEAD_CATEGORY_UPDATED       a lead's category changed
        CAMPAIGN_STATUS_CHANGED     a campaign was started, paused or stopped
        UNTRACKED_REPLIES           a message arrived that belongs to no campaign
        MANUAL_STEP_REACHED         a lead reached a manual step
        EMAIL_ACCOUNT_DISCONNECTED  a mailbox lost its connection (account event)
        CAMPAIGN_BOUNCE_BREACH      a campaign's bounce rate is too high (account event)
        LINKEDIN_DISCONNECTED       a LinkedIn session ended (account event)

      Examples:
        # for any campaign
        smartlead-mock explain EMAIL_REPLY

        # for one campaign
        smartlead-mock explain EMAIL_REPLY --campaign 3600001
      "
    `);
  });
});

describe("the version", () => {
  it("is that of the package", async () => {
    expect(await runCli(["--version"])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: "" });
  });
});

describe("a mistake is answered in one sentence with exit code 2", () => {
  it.each([
    [["strat"], "Unknown command strat; did you mean start? See smartlead-mock --help."],
    [["help", "strat"], "Unknown command strat; did you mean start? See smartlead-mock --help."],
    [["frobnicate"], "Unknown command frobnicate. See smartlead-mock --help."],
    [["start", "--prot", "80"], "Unknown option --prot; did you mean --port? See smartlead-mock start --help."],
    [["start", "--port"], "Option --port <PORT> argument missing. See smartlead-mock start --help."],
    [["start", "--port", "80a"], '--port must be a whole number from 0 to 65535, not "80a".'],
    [["start", "--ui", "tuj"], '--ui must be one of auto, tui, plain, json (did you mean tui?), not "tuj".'],
    [
      ["start", "now"],
      "Too many arguments for start. Expected 0 arguments but got 1. See smartlead-mock start --help.",
    ],
    [
      ["start", "--world-time", "soon"],
      '--world-time must be true, false or a duration such as 12h or 30d, not "soon".',
    ],
    [["start", "--rate-limit", "fast"], '--rate-limit must be calls and a time, such as 60/min or 10/2s, not "fast".'],
    [["start", "--world", "nowhere.yaml"], "The file nowhere.yaml does not exist; check --world."],
    [["trigger", "EMAIL_REPLY", "--fault", "rset"], 'There is no fault "rset"; did you mean reset?'],
    [["trigger"], "Missing required argument EVENT. See smartlead-mock trigger --help."],
    [["trigger", "EMAIL_REPLAY"], 'There is no event "EMAIL_REPLAY"; did you mean EMAIL_REPLY?'],
    [["payload", "unsubscribed"], 'There is no event "unsubscribed"; did you mean LEAD_UNSUBSCRIBED?'],
    [["explain", "OPEN"], 'There is no event "OPEN"; did you mean EMAIL_OPEN?'],
    [["deliveries", "shwo"], 'deliveries has no action "shwo"; did you mean show?'],
    [["deliveries", "show"], "deliveries show needs the id of a delivery; deliveries list shows them."],
    [["deliveries", "list", "dlv_1"], "list takes no id; to see one delivery, use deliveries show dlv_1."],
    [
      ["deliveries", "--connect", "localhost:7627"],
      "--connect localhost:7627 is not an http URL; write it like http://127.0.0.1:7627.",
    ],
    [
      ["trigger", "EMAIL_REPLY", "--set", "a=1", "--body", "x.json"],
      "--body is sent unchanged, so --set would have no effect; use only one of them.",
    ],
    [["trigger", "EMAIL_REPLY", "--body", "x.json"], "--body: the file x.json cannot be read; check its name."],
    [
      ["trigger", "EMAIL_REPLY", "--target", "none"],
      "trigger --target none would send nothing; give a URL, or leave it out.",
    ],
    [
      ["trigger", "EMAIL_REPLY", "--target", "http://localhost:1", "--connect", "http://localhost:2"],
      "With --target no running mock is used, so --connect has no effect; use only one of them.",
    ],
    [["trigger", "EMAIL_REPLY", "--count", "0"], '--count must be a whole number from 1 to 10000, not "0".'],
    [
      ["payload", "EMAIL_REPLY", "--set", "preview_text"],
      '--set "preview_text" has no value; write it like --set preview_text=yes.',
    ],
  ])("%j", async (argv, sentence) => {
    expect(await runCli(argv)).toEqual({ code: 2, stdout: "", stderr: `smartlead-mock: ${sentence}\n` });
  });

  it("and for a machine as an object on stdout too", async () => {
    const { code, stdout, stderr } = await runCli(["trigger", "EMAIL_REPLAY", "--json"]);
    const message = 'There is no event "EMAIL_REPLAY"; did you mean EMAIL_REPLY?';
    expect([code, JSON.parse(stdout)]).toEqual([2, { error: { code: "usage", message } }]);
    expect(stderr).toBe(`smartlead-mock: ${message}\n`);
  });

  it("with its stack only when --debug or the environment asks for it", async () => {
    expect((await runCli(["trigger", "NOPE"])).stderr.split("\n")).toHaveLength(2);
    expect((await runCli(["trigger", "NOPE", "--debug"])).stderr).toMatch(/\n {4}at .*event-name\.ts/);
    expect((await runCli(["trigger", "NOPE"], { env: { SMARTLEAD_MOCK_DEBUG: "1" } })).stderr).toMatch(/\n {4}at /);
  });

  it("which cannot drive the terminal whatever was typed", async () => {
    const { stderr } = await runCli(["trigger", "\u001b[2JEMAIL\u202e"]);
    expect(stderr).toMatch(/^smartlead-mock: There is no event "EMAIL"; the events are .*\.\n$/);
  });
});

describe("a target that may not be", () => {
  it.each([
    ["localhost:3000/hook", "--target localhost:3000/hook has no scheme; did you mean http://localhost:3000/hook?"],
    ["//localhost:3000", "--target //localhost:3000 has no scheme; did you mean http://localhost:3000?"],
    [
      "ftp://localhost/hook",
      "--target ftp://localhost/hook is not an http or https URL; write it like http://localhost:3000/webhooks/smartlead.",
    ],
    [
      "http://",
      "--target http:// is not an http or https URL; write it like http://localhost:3000/webhooks/smartlead.",
    ],
    [
      "http://8.8.8.8/hook",
      "--target: 8.8.8.8 is a public address; allow it with --allow-target 8.8.8.8 if fake events may really be sent there.",
    ],
    ["http://169.254.169.254/latest", "--target: 169.254.169.254 is link-local; deliveries never go there."],
    [
      "http://[2606:4700::1111]/",
      "--target: 2606:4700::1111 is a public address; allow it with --allow-target 2606:4700::1111 if fake events may really be sent there.",
    ],
  ])("%s is refused at the start, and by trigger", async (target, sentence) => {
    const refusal = { code: 2, stdout: "", stderr: `smartlead-mock: ${sentence}\n` };
    expect(await runCli(["start", "--port", "0", "--target", target])).toEqual(refusal);
    expect(await runCli(["trigger", "EMAIL_REPLY", "--target", target])).toEqual(refusal);
  });

  it("is named by the place that it came from, its secrets masked", async () => {
    const env = { SMARTLEAD_MOCK_TARGET: "http://user:pw@8.8.8.8/?token=abc" };
    expect((await runCli(["start", "--port", "0"], { env })).stderr).toMatch(
      /^smartlead-mock: SMARTLEAD_MOCK_TARGET: 8\.8\.8\.8 is a public address/,
    );
    const { stderr } = await runCli(["start", "--target", "ftp://user:pw@localhost/?token=abc"]);
    expect(stderr).toContain("ftp://***@localhost/?token=***");
  });

  it("stands in the configuration like any other", async () => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, "smartlead-mock.config.yaml"), "seed: 1\ntarget: localhost:3000/hook\n");
    expect((await runCli(["start", "--port", "0"], { cwd })).stderr).toBe(
      "smartlead-mock: smartlead-mock.config.yaml:2: target localhost:3000/hook has no scheme; did you mean http://localhost:3000/hook?\n",
    );
    writeFileSync(join(cwd, "smartlead-mock.config.yaml"), "webhooks:\n  - url: http://8.8.8.8/hook\n");
    const { code, stderr } = await runCli(["start", "--port", "0"], { cwd });
    expect([code, stderr]).toEqual([
      2,
      "smartlead-mock: smartlead-mock.config.yaml:2: webhooks[0].url: 8.8.8.8 is a public address; allow it with --allow-target 8.8.8.8 if fake events may really be sent there.\n",
    ]);
  });
});

describe("a webhook of a --world file", () => {
  it.each([
    ["url: http://8.8.8.8/hook", "webhooks[0].url: 8.8.8.8 is a public address; allow it with --allow-target 8.8.8.8"],
    ["url: http://169.254.169.254/", "webhooks[0].url: 169.254.169.254 is link-local"],
    ["{ url: 'http://localhost/', level: client, client_id: 7 }", "webhooks[0].client_id 7 is not in the account"],
    ["{ url: 'http://localhost/', categories: [Nonsense] }", 'webhooks[0].categories has "Nonsense"'],
  ])("is looked at like the configuration's: %s", async (webhook, diagnostic) => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, "world.yaml"), `campaigns: []\nwebhooks:\n  - ${webhook}\n`);
    const { code, stderr } = await runCli(["start", "--port", "0", "--ephemeral", "--world", "world.yaml"], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining(`smartlead-mock: world.yaml:3: ${diagnostic}`)]);
  });
});

describe("start says in one sentence", () => {
  it("that its port is taken", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await runCli(["start", "--target", "none", "--port", String(port)]);
    await new Promise((resolve) => other.close(resolve));
    expect(code).toBe(2);
    expect(stderr).toBe(
      `smartlead-mock: Port ${port} on 127.0.0.1 is in use; stop the program that uses it, or choose another --port (0 takes a free one).\n`,
    );
  });

  it("that a host beyond loopback needs a token and a key, each for its API", async () => {
    const refusal = async (...flags: string[]) =>
      (await runCli(["start", "--target", "none", "--port", "0", "--host", "0.0.0.0", ...flags])).stderr;
    expect(await refusal("--token", "t")).toBe(
      "smartlead-mock: --host 0.0.0.0 lets others reach the mock; add --api-key, which guards SmartLead's API.\n",
    );
    expect(await refusal("--api-key", "k")).toBe(
      "smartlead-mock: --host 0.0.0.0 lets others reach the mock; add --token, which guards /_mock.\n",
    );
  });

  it("that a host beyond loopback needs a token", async () => {
    const { code, stderr } = await runCli(["start", "--target", "none", "--port", "0", "--host", "0.0.0.0"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^smartlead-mock: --host 0\.0\.0\.0 .*--token.*\.\n$/);
  });

  it("what is wrong with the configuration, with file, line and key", async () => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, "smartlead-mock.config.yaml"), "seed: 1\npolicy:\n  trys: 3\n");
    const { code, stderr } = await runCli(["start", "--port", "0"], { cwd });
    expect([code, stderr]).toEqual([
      2,
      "smartlead-mock: smartlead-mock.config.yaml:3: policy.trys is not a key of the configuration; did you mean tries?\n",
    ]);
  });

  it.each([
    [null, "The file mine.json does not exist; check smartlead-mock.config.yaml:2: dialects[0]."],
    ['{"name":"mine","on":"lice","events":{}}', "mine.json:1: on must be one of guide, live, core"],
  ])("what is wrong with a dialect that it names, whatever is asked for: %j", async (file, sentence) => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, "smartlead-mock.config.yaml"), "dialects:\n  - mine.json\n");
    if (file !== null) writeFileSync(join(cwd, "mine.json"), file);
    for (const argv of [
      ["start", "--port", "0"],
      ["payload", "EMAIL_REPLY"],
      ["verify", "--list"],
    ]) {
      const { code, stdout, stderr } = await runCli(argv, { cwd });
      expect([code, stdout, stderr.trimEnd().split("\n").length]).toEqual([2, "", 1]);
      expect(stderr).toContain(`smartlead-mock: ${sentence}`);
    }
  });

  it("that a webhook of the configuration belongs to nobody in the account, or filters by no category", async () => {
    const cwd = emptyDirectory();
    const file = join(cwd, "smartlead-mock.config.yaml");
    writeFileSync(file, "webhooks:\n  - { url: http://localhost:1, level: campaign, campaign_id: 5 }\n");
    expect((await runCli(["start", "--port", "0"], { cwd })).stderr).toMatch(
      /^smartlead-mock: smartlead-mock\.config\.yaml:2: webhooks\[0\]\.campaign_id 5 is not in the account, which has \d+(, \d+)+\.\n$/,
    );
    writeFileSync(file, "webhooks:\n  - { url: http://localhost:1, categories: [Intrested] }\n");
    expect((await runCli(["start", "--port", "0"], { cwd })).stderr).toBe(
      'smartlead-mock: smartlead-mock.config.yaml:2: webhooks[0].categories has "Intrested", which is not a category; did you mean Interested?\n',
    );
  });

  it("that the ready file cannot be written", async () => {
    const cwd = emptyDirectory();
    mkdirSync(join(cwd, "taken"));
    const { code, stderr } = await runCli(
      ["start", "--target", "none", "--port", "0", "--ready-file", "no/such/ready.json"],
      { cwd },
    );
    expect([code, stderr]).toEqual([
      2,
      "smartlead-mock: --ready-file no/such/ready.json cannot be written; its directory must exist and be writable.\n",
    ]);
    expect((await runCli(["start", "--target", "none", "--port", "0", "--ready-file", "taken"], { cwd })).code).toBe(2);
  });
});

describe("trigger at a running mock", () => {
  it("refuses a flag that the mock itself decides, and says where it belongs", async () => {
    const { code, stderr } = await runCli(["trigger", "EMAIL_REPLY", "--seed", "7", "--connect", "http://127.0.0.1:1"]);
    expect([code, stderr]).toEqual([
      2,
      "smartlead-mock: --seed is set by the running mock; pass it to smartlead-mock start, or use --target URL to send without a running mock.\n",
    ]);
  });
});

describe("nobody there", () => {
  it.each([["trigger", "EMAIL_REPLY"], ["explain", "EMAIL_REPLY"], ["deliveries"], ["ui"], ["ui", "--json"]])(
    "%s %s says so with exit code 3",
    async (...words) => {
      const argv = words.filter((word) => word !== undefined);
      const { code, stderr } = await runCli([...argv, "--connect", "http://127.0.0.1:1"]);
      expect([code, stderr]).toEqual([
        3,
        "smartlead-mock: No mock answers at http://127.0.0.1:1; start one with `smartlead-mock start`, or name another with --connect URL.\n",
      ]);
    },
  );

  it("or somebody else is there", async () => {
    const other = createServer((_request, response) => response.end("<html>"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const { code, stderr } = await runCli(["deliveries", "--connect", url]);
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
    expect([code, stderr]).toEqual([
      3,
      `smartlead-mock: The server at ${url} is not a smartlead-mock; give the URL of a mock with --connect URL.\n`,
    ]);
  });

  it("looks where the configured host and port say", async () => {
    const { stderr } = await runCli(["deliveries"], { env: { SMARTLEAD_MOCK_PORT: "1" } });
    expect(stderr).toContain("No mock answers at http://127.0.0.1:1;");
  });
});
