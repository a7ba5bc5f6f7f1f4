import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** The clients of other languages, each from a test of its own language, against a receiver here and a mock that they start. */
const ROOT = resolve(import.meta.dirname, "../..");
const CLIENTS = join(ROOT, "dist/clients");
const HOME = mkdtempSync(join(tmpdir(), "clients-"));

let good: Server;
let bad: Server;
beforeAll(async () => {
  const done = new Set<unknown>();
  good = createServer((request, response) => {
    const id = request.headers["x-request-id"];
    const isKnown = done.has(id);
    done.add(id);
    request
      .resume()
      .on("end", () => response.end(JSON.stringify({ status: isKnown ? "already_processed" : "processed" })));
  });
  bad = createServer((request, response) => request.resume().on("end", () => response.writeHead(422).end()));
  for (const server of [good, bad]) await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
});
afterAll(() => {
  for (const server of [good, bad]) server.close().closeAllConnections();
  rmSync(HOME, { recursive: true, force: true });
});

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs words in a folder with these files, against that receiver. */
function run(words: readonly string[], cwd: string, target: Server, more: Record<string, string> = {}): Promise<Ended> {
  const [file = "", ...args] = words;
  const own = {
    SMARTLEAD_MOCK_COMMAND: `${process.execPath} ${join(ROOT, "dist/bin.js")}`,
    SMARTLEAD_TARGET: urlOf(target),
  };
  const child = spawn(file, args, { cwd, env: { ...process.env, ...own, ...more }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  return new Promise((done) => child.once("close", (code) => done({ code, output })));
}

function folderWith(client: string, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(HOME, `${client}-`));
  cpSync(join(CLIENTS, client), folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Whether the words run; else a reason to skip. */
function has(...words: readonly string[]): boolean {
  try {
    execFileSync(words[0] ?? "", words.slice(1), { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const PYTHON = `import os
from smartlead_mock import SmartLeadMock, SmartLeadMockError

with SmartLeadMock.start(os.environ["SMARTLEAD_TARGET"], "--clock", "virtual") as mock:
    delivery = mock.trigger("EMAIL_REPLY", overrides={"preview_text": "yes"})
    assert mock.assert_delivered(delivery, attempts=1)["event_type"] == "EMAIL_REPLY"
    mock.assert_processed_once(delivery)
    found = SmartLeadMock(mock.url)
    try:
        found.trigger("EMAIL_REPLI")
        raise SystemExit("a wrong name was taken")
    except SmartLeadMockError as error:
        assert "EMAIL_REPLY" in str(error)
print("all is well")
`;
const PYTEST = `def test_a_reply_is_processed_once(smartlead_mock):
    delivery = smartlead_mock.trigger("EMAIL_REPLY")
    smartlead_mock.assert_processed_once(delivery)
`;

describe("the client for Python", () => {
  it.skipIf(!has("python3", "--version"))("works without pytest", async () => {
    const folder = folderWith("python", { "check.py": PYTHON });
    expect(await run(["python3", "check.py"], folder, good)).toEqual({ code: 0, output: "all is well\n" });
    const failed = await run(["python3", "check.py"], folder, bad);
    expect([failed.code, failed.output]).toEqual([1, expect.stringContaining("EMAIL_REPLY is failed: 422")]);
  });

  it.skipIf(!has("python3", "-c", "import pytest"))("is a plugin of pytest", async () => {
    const files = { "test_replies.py": PYTEST, "conftest.py": 'pytest_plugins = ["smartlead_mock"]\n' };
    const folder = folderWith("python", files);
    const words = ["python3", "-m", "pytest", "-q", "-p", "no:cacheprovider", "."];
    expect(await run(words, folder, good)).toMatchObject({ code: 0, output: expect.stringContaining("1 passed") });
    expect(await run(words, folder, bad)).toMatchObject({ code: 1, output: expect.stringContaining("1 failed") });
  });
});

const GO = `package smartleadmock

import (
	"os"
	"testing"
)

func TestReply(t *testing.T) {
	mock := Start(t, os.Getenv("SMARTLEAD_TARGET"))
	mock.AssertProcessedOnce(t, mock.Trigger(t, "EMAIL_REPLY", map[string]any{"overrides": map[string]any{"preview_text": "yes"}}))
}
`;

it.skipIf(!has("go", "version"))("The client for Go works", async () => {
  const files = { "go.mod": "module smartleadmock\n\ngo 1.18\n", "reply_test.go": GO };
  const folder = folderWith("go", files);
  const words = ["go", "test", "-count=1", "./..."];
  const quiet = { GOFLAGS: "-mod=mod", GOPROXY: "off", GOCACHE: join(HOME, "go-cache"), GOTOOLCHAIN: "local" };
  expect(await run(words, folder, good, quiet)).toMatchObject({ code: 0 });
  const failed = await run(words, folder, bad, quiet);
  expect([failed.code, failed.output]).toEqual([1, expect.stringContaining("EMAIL_REPLY is failed after 1 attempts")]);
});

const PHPUNIT = `<?php
require_once __DIR__ . '/SmartLeadMock.php';

final class ReplyTest extends PHPUnit\\Framework\\TestCase
{
    private static SmartLeadMock $mock;
    public static function setUpBeforeClass(): void { self::$mock = SmartLeadMock::start(getenv('SMARTLEAD_TARGET')); }
    public static function tearDownAfterClass(): void { self::$mock->close(); }
    public function testAReplyIsProcessedOnce(): void
    {
        $delivery = self::$mock->trigger('EMAIL_REPLY', ['overrides' => ['preview_text' => 'yes']]);
        self::assertSame('delivered', self::$mock->wait($delivery)['state']);
        self::assertSame('acknowledged', self::$mock->verdictOfDuplicate($delivery));
    }
}
`;

it.skipIf(!has("phpunit", "--version"))("The client for PHP works in PHPUnit", async () => {
  const folder = folderWith("php", { "ReplyTest.php": PHPUNIT });
  const words = ["phpunit", "--no-configuration", "ReplyTest.php"];
  expect(await run(words, folder, good)).toMatchObject({
    code: 0,
    output: expect.stringContaining("OK (1 test, 2 assertions)"),
  });
  expect(await run(words, folder, bad)).toMatchObject({ code: 1, output: expect.stringContaining("Failed asserting") });
});

const JUNIT = `import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SmartLeadMock.Extension.class)
class ReplyTest {
  @Test
  void aReplyIsProcessedOnce(SmartLeadMock mock) {
    mock.assertProcessedOnce(mock.trigger("EMAIL_REPLY", "{\\"overrides\\":{\\"preview_text\\":\\"yes\\"}}"));
  }
}
`;
/** What a build tool does: finds the tests, runs them, and ends with their result. */
const LAUNCHER = `import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.*;
import org.junit.platform.launcher.listeners.*;

class Launch {
  public static void main(String[] words) {
    var summary = new SummaryGeneratingListener();
    var request = LauncherDiscoveryRequestBuilder.request().selectors(DiscoverySelectors.selectClass("ReplyTest")).build();
    LauncherFactory.create().execute(request, summary);
    summary.getSummary().getFailures().forEach(failure -> System.out.println(failure.getException().getMessage()));
    System.out.println(summary.getSummary().getTestsSucceededCount() + " passed");
    System.exit(summary.getSummary().getTotalFailureCount() == 0 ? 0 : 1);
  }
}
`;
const JARS = [
  ...["launcher", "commons", "engine"].map(
    (part) => ["org/junit/platform", `junit-platform-${part}`, "1.10.2"] as const,
  ),
  ...["api", "engine"].map((part) => ["org/junit/jupiter", `junit-jupiter-${part}`, "5.10.2"] as const),
  ["org/opentest4j", "opentest4j", "1.3.0"] as const,
  ["org/apiguardian", "apiguardian-api", "1.1.2"] as const,
].map(([group, name, version]) => join(homedir(), ".m2/repository", group, name, version, `${name}-${version}.jar`));

it.skipIf(!has("javac", "--version") || !JARS.every((jar) => existsSync(jar)))(
  "The client for Java works in JUnit 5",
  async () => {
    const folder = folderWith("java", { "ReplyTest.java": JUNIT, "Launch.java": LAUNCHER });
    const path = [folder, ...JARS].join(":");
    const sources = readdirSync(folder).filter((name) => name.endsWith(".java"));
    expect(await run(["javac", "-proc:none", "-cp", path, ...sources], folder, good)).toMatchObject({ code: 0 });
    const words = ["java", "-cp", path, "Launch"];
    expect(await run(words, folder, good)).toEqual({ code: 0, output: "1 passed\n" });
    const failed = await run(words, folder, bad);
    expect(failed).toEqual({ code: 1, output: "EMAIL_REPLY is failed.\n0 passed\n" });
  },
);
