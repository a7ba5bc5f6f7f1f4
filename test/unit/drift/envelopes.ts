/** Forms in which services and tools keep a request's body, each as the text of a file: its name, the text for a body, and where the body stands in it. */
export interface Envelope {
  readonly name: string;
  readonly wrap: (body: object) => string;
  /** The path of the body, without the file's name or the line. */
  readonly at: string;
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
const json = (value: unknown) => JSON.stringify(value);
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

const HEADERS = { host: "hooks.example.com", "content-type": "application/json", "x-request-id": "9f3c1a70" };
const HEAD = "POST /hooks/smartlead HTTP/1.1\r\nHost: hooks.example.com\r\nContent-Type: application/json";

/** One piece of the body each, with its size in bytes before it. */
function chunked(text: string): string {
  const bytes = Buffer.from(text);
  const middle = Math.floor(bytes.length / 2);
  // A character of several bytes must not be cut in two, as here both halves are made text again.
  const cut = bytes.findIndex((byte, at) => at >= middle && (byte & 0xc0) !== 0x80);
  const parts = cut > 0 ? [bytes.subarray(0, cut), bytes.subarray(cut)] : [bytes];
  return `${parts.map((part) => `${part.length.toString(16)}\r\n${part.toString("utf8")}\r\n`).join("")}0\r\n\r\n`;
}

const n8nItem = (body: object) => ({ headers: HEADERS, params: {}, query: {}, body, executionMode: "production" });

/** Objects: each may stand in a list, in lines, in a text. */
const OBJECTS: readonly (readonly [name: string, wrap: (body: object) => object, at: string])[] = [
  ["an n8n item", (body) => ({ json: n8nItem(body), pairedItem: { item: 0 } }), "json.body"],
  ["a raw body of n8n", (body) => ({ json: {}, binary: { data: { data: base64(json(body)) } } }), "binary.data.data"],
  [
    "n8n pin data",
    (body) => ({ name: "Flow", nodes: [{ name: "Set" }], pinData: { Webhook: [{ json: n8nItem(body) }] } }),
    "pinData.Webhook[0].json.body",
  ],
  ["smee", (body) => ({ ...HEADERS, body, query: {}, timestamp: 1772532907000 }), "body"],
  ["an event of Hookdeck", (body) => ({ id: "evt_1", data: { headers: HEADERS, path: "/", body } }), "data.body"],
  [
    "a list of Hookdeck's API",
    (body) => ({ models: [{ id: "evt_1", data: { body } }], count: 1 }),
    "models[0].data.body",
  ],
  [
    "Pipedream",
    (body) => ({ trigger: { event: { method: "POST", path: "/", headers: HEADERS, bodyRaw: json(body), body } } }),
    "trigger.event.bodyRaw",
  ],
  [
    "ngrok's inspector",
    (body) => ({
      requests: [
        { uri: "/api/requests/http/1", request: { method: "POST", raw: base64(`${HEAD}\r\n\r\n${json(body)}`) } },
      ],
    }),
    "requests[0].request.raw",
  ],
  ["RequestBin", (body) => ({ method: "POST", headers: [{ name: "host", value: "x" }], body: json(body) }), "body"],
  [
    "an event of API Gateway",
    (body) => ({ resource: "/", httpMethod: "POST", headers: HEADERS, body: json(body), isBase64Encoded: false }),
    "body",
  ],
  [
    "an event of API Gateway in base64",
    (body) => ({
      version: "2.0",
      routeKey: "POST /",
      headers: HEADERS,
      body: base64(json(body)),
      isBase64Encoded: true,
    }),
    "body",
  ],
  ["a batch of SQS", (body) => ({ Records: [{ messageId: "1", body: json(body) }] }), "Records[0].body"],
  [
    "SNS in SQS",
    (body) => ({ Records: [{ body: json({ Type: "Notification", Message: json(body) }) }] }),
    "Records[0].body.Message",
  ],
  ["EventBridge", (body) => ({ version: "0", "detail-type": "reply", source: "smartlead", detail: body }), "detail"],
  [
    "Kinesis",
    (body) => ({ Records: [{ kinesis: { partitionKey: "1", data: base64(json(body)) } }] }),
    "Records[0].kinesis.data",
  ],
  ["Pub/Sub", (body) => ({ message: { data: base64(json(body)), messageId: "1" }, subscription: "s" }), "message.data"],
  ["a CloudEvent", (body) => ({ specversion: "1.0", type: "EMAIL_REPLY", source: "/", id: "1", data: body }), "data"],
  [
    "a CloudEvent in base64",
    (body) => ({ specversion: "1.0", type: "com.example.reply", id: "1", data_base64: base64(json(body)) }),
    "data_base64",
  ],
  [
    "a row with the JSON as text",
    (body) => ({
      id: 1,
      event_type: "EMAIL_REPLY",
      campaign_id: 3600001,
      lead_email: "a@example.com",
      payload: json(body),
    }),
    "payload",
  ],
  ["a row of DynamoDB", (body) => ({ pk: { S: "1" }, "raw-body": { S: json(body) } }), '["raw-body"].S'],
  ["a line of a structured log", (body) => ({ level: 30, msg: `webhook received: ${json(body)}`, pid: 7 }), "msg"],
  ["a text of a text", (body) => ({ payload: json(json(body)) }), "payload"],
  ["a form", (body) => ({ body: `payload=${encodeURIComponent(json(body))}&token=x` }), "body.payload"],
  ["bytes of a database", (body) => ({ payload: `\\x${Buffer.from(json(body)).toString("hex")}` }), "payload"],
  ["a buffer of Node", (body) => ({ rawBody: Buffer.from(json(body)) }), "rawBody"],
  ["a text with percents", (body) => ({ payload: encodeURIComponent(json(body)) }), "payload"],
  ["a message with spread-out JSON", (body) => ({ msg: `got ${JSON.stringify(body, null, 2)}, ok` }), "msg"],
  ["a message with JSON that holds a text", (body) => ({ msg: `got ${json({ raw: json(body) })}` }), "msg.raw"],
  ["a message with quoted JSON", (body) => ({ msg: `got body=${json(json(body))} ok` }), "msg"],
  ["a data URL", (body) => ({ file: `data:application/json;base64,${base64(json(body))}` }), "file"],
  [
    "a shown delivery",
    (body) => ({ data: { id: "dlv_1", event_type: "EMAIL_OPEN", campaign_id: 1, request: { body: json(body) } } }),
    "data.request.body",
  ],
];

const har = (entry: object) => json({ log: { version: "1.2", entries: [{ request: { method: "GET" } }, entry] } });

const TEXTS: readonly Envelope[] = [
  { name: "the body alone", wrap: json, at: "" },
  { name: "the body, spread over lines", wrap: (body) => json(body).replaceAll(",", ",\n"), at: "" },
  { name: "lines of one body each", wrap: (body) => `${json({ ...body })}\n${json(body)}\n`, at: "" },
  { name: "documents behind one another", wrap: (body) => JSON.stringify(body, null, 2).repeat(2), at: "" },
  {
    name: "a log",
    wrap: (body) => `2026-03-05T10:00:00Z [info] started {}\n10:01 [info] hook ${json(body)}\n`,
    at: "",
  },
  {
    name: "a stream of events",
    wrap: (body) => `event: ready\ndata: {}\n\nid: 1\ndata: ${json({ body })}\n\n`,
    at: "body",
  },
  {
    name: "a log in key=value form",
    wrap: (body) => `t=1 msg="started"\nlevel=info body=${json(json(body))} n=2\n`,
    at: "",
  },
  {
    name: "a dump of SQL",
    wrap: (body) => `INSERT INTO t VALUES (1, '${json(body).replace(/[\\"']/g, "\\$&")}');\n`,
    at: "",
  },
  { name: "a JSON text in quotes", wrap: (body) => json(json(body)), at: "" },
  { name: "base64", wrap: (body) => base64(json(body)), at: "" },
  { name: "an HTTP request", wrap: (body) => `${HEAD}\r\n\r\n${json(body)}`, at: "" },
  {
    name: "an HTTP request in chunks",
    wrap: (body) => `${HEAD}\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(json(body))}`,
    at: "",
  },
  { name: "a form alone", wrap: (body) => `payload=${encodeURIComponent(json(body))}`, at: "payload" },
  { name: "a table", wrap: (body) => `id,payload,note\r\n1,${quoted(json(body))},x\r\n`, at: "payload" },
  { name: "a table with semicolons", wrap: (body) => `id;"raw body"\n1;${quoted(json(body))}\n`, at: '["raw body"]' },
  { name: "a table with tabs", wrap: (body) => `id\tpayload\n1\t${quoted(json(body))}\n`, at: "payload" },
  { name: "what psql prints", wrap: (body) => ` id | payload\n----+----\n  1 | ${json(body)}\n(1 row)\n`, at: "" },
  {
    name: "a HAR",
    wrap: (body) => har({ request: { method: "POST", postData: { mimeType: "application/json", text: json(body) } } }),
    at: "request.postData.text",
  },
  {
    name: "a HAR with base64",
    wrap: (body) => har({ request: { postData: { encoding: "base64", text: base64(json(body)) } } }),
    at: "request.postData.text",
  },
  {
    name: "a HAR of a page that shows the request",
    wrap: (body) => har({ request: { method: "GET" }, response: { content: { text: json({ data: [{ body }] }) } } }),
    at: "response.content.text.data[0].body",
  },
  {
    name: "an export of webhook.site",
    wrap: (body) => json({ data: [{ uuid: "a", token_id: "b", content: json(body) }], total: 1 }),
    at: "",
  },
  {
    name: "a curl line",
    wrap: (body) => `curl http://localhost/ -H 'a: b' --data-raw '${json(body).replaceAll("'", "'\\''")}'`,
    at: "",
  },
];

export const ENVELOPES: readonly Envelope[] = [
  ...TEXTS,
  ...OBJECTS.map(([name, wrap, at]) => ({ name, wrap: (body: object) => json(wrap(body)), at })),
  ...OBJECTS.map(([name, wrap, at]) => {
    const item = at.startsWith("[") ? `[0]${at}` : `[0].${at}`;
    return { name: `${name}, in a list`, wrap: (body: object) => json([wrap(body)]), at: item };
  }),
  ...OBJECTS.map(([name, wrap, at]) => ({
    name: `${name}, one a line`,
    wrap: (body: object) => `${json(wrap(body))}\n${json(wrap(body))}`,
    at,
  })),
];
