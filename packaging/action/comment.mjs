/** Writes the report as a comment on the pull request, or in the place of the one before. Never fails the job. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Characters that GitHub takes in a comment, less some for what stands around the report. */
const MAX_CHARACTERS = 64_000;
/** Comments that are looked through for an earlier one. */
const PAGE = 100;
const MAX_PAGES = 10;

const { INPUT_NAME: name = "verify", GITHUB_TOKEN: token = "", GITHUB_REPOSITORY: repository = "" } = process.env;
const api = process.env.GITHUB_API_URL || "https://api.github.com";
const marker = `<!-- smartlead-mock: ${name} -->`;

async function call(method, path, body) {
  const response = await fetch(`${api}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      accept: "application/vnd.github+json",
      "content-type": "application/json",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${method} ${path}`);
  return response.json();
}

async function earlier(issue) {
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const comments = await call("GET", `${issue}/comments?per_page=${PAGE}&page=${page}`);
    const found = comments.find(({ body }) => typeof body === "string" && body.startsWith(marker));
    if (found !== undefined || comments.length < PAGE) return found ?? null;
  }
  return null;
}

try {
  const { pull_request: pull } = JSON.parse(readFileSync(process.env.GITHUB_EVENT_PATH ?? "", "utf8"));
  const file = join(process.env.RUNNER_TEMP ?? ".", `smartlead-mock-${name}`, "verify.md");
  if (Number.isInteger(pull?.number) && existsSync(file)) {
    const text = readFileSync(file, "utf8");
    const cut =
      text.length > MAX_CHARACTERS
        ? `${text.slice(0, MAX_CHARACTERS)}\n\n… cut off; the artifact has all of it.`
        : text;
    const body = `${marker}\n${cut}`;
    const issue = `/repos/${repository}/issues/${pull.number}`;
    const before = await earlier(issue);
    if (before === null) await call("POST", `${issue}/comments`, { body });
    else await call("PATCH", `/repos/${repository}/issues/comments/${before.id}`, { body });
  }
} catch (error) {
  // A pull request from a fork has a token that may only read.
  console.log(
    `::warning title=smartlead-mock::No comment could be written (${error.message}); it needs pull-requests: write.`,
  );
}
