import type { OpenApiDocument, OpenApiOperation } from "./openapi.ts";

/** The document as one page that loads nothing: what is called how, with what, and what comes back. */
export function docsPage(document: OpenApiDocument): string {
  const rows = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const tags = [...new Set(rows.flatMap(({ operation }) => operation.tags))];
  const server = document.servers[0]?.url ?? "";
  const sections = tags.map((tag) => {
    const own = rows.filter(({ operation }) => operation.tags.includes(tag));
    return `<section id="${escaped(tag)}"><h2>${escaped(tag)}</h2>${own.map((row) => entryOf(row, server)).join("")}</section>`;
  });
  const contents = tags.map((tag) => `<a href="#${escaped(tag)}">${escaped(tag)}</a>`).join(" · ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>smartlead-mock: its APIs</title>
<style>${STYLE}</style>
</head>
<body>
<h1>smartlead-mock ${escaped(document.info.version)}</h1>
<p>${escaped(document.info.description)} The same as data: <a href="openapi.json">openapi.json</a>, and what webhooks get: <a href="asyncapi.json">asyncapi.json</a>.</p>
<nav>${contents}</nav>
${sections.join("\n")}
</body>
</html>
`;
}

/** Sent with the page: it may style itself and load nothing. */
export const DOCS_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
details { border-top: 1px solid #8884; padding: .4rem 0; }
summary { cursor: pointer; }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
pre { overflow-x: auto; background: #8881; padding: .6rem; }
b { display: inline-block; min-width: 4.5rem; }
table { border-collapse: collapse; } td { padding: .1rem 1rem .1rem 0; vertical-align: top; }
`;

interface Entry {
  readonly path: string;
  readonly method: string;
  readonly operation: OpenApiOperation;
}

function entryOf({ path, method, operation }: Entry, server: string): string {
  const parameters = operation.parameters.map(
    ({ name, in: place, required, schema }) =>
      `<tr><td><code>${escaped(name)}</code></td><td>${place}${required ? "" : ", optional"}</td><td><code>${escaped(JSON.stringify(schema))}</code></td></tr>`,
  );
  const answers = Object.entries(operation.responses).map(
    ([status, response]) =>
      `<h4>${escaped(status)}</h4><p>${escaped(String(response.description))}</p>${schemaOf(response)}`,
  );
  const body = operation.requestBody === undefined ? "" : `<h4>Body</h4>${schemaOf(operation.requestBody)}`;
  return `<details><summary><b>${method}</b> <code>${escaped(path)}</code> ${escaped(operation.summary)}</summary>
<pre>${escaped(curlOf({ path, method, operation }, server))}</pre>
<table>${parameters.join("")}</table>${body}${answers.join("")}</details>`;
}

function schemaOf(part: Readonly<Record<string, unknown>>): string {
  return part.content === undefined ? "" : `<pre>${escaped(JSON.stringify(part.content, null, 2))}</pre>`;
}

function curlOf({ path, method, operation }: Entry, server: string): string {
  const key = operation.parameters.some(({ name }) => name === "api_key") ? "?api_key=any" : "";
  const body = operation.requestBody === undefined ? "" : ` -H 'content-type: application/json' -d '{}'`;
  return `curl -X ${method} '${server}${path}${key}'${body}`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
