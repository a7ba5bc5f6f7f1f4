import { describe, expect, it } from "vitest";
import {
  type OpenApiDocument,
  type OpenApiOperation,
  SchemaComponents,
  webhookMessages,
  withComponents,
} from "../../../src/server/openapi-components.ts";

const TEXT = { type: "string" };
const lead = { type: "object", properties: { email: TEXT } };
const failure = { type: "object", properties: { message: TEXT } };
const json = (schema: object) => ({ description: "", content: { "application/json": { schema } } });

function documentWith(operations: Readonly<Record<string, Partial<OpenApiOperation>>>): OpenApiDocument {
  const paths = Object.entries(operations).map(([operationId, operation]) => [
    `/${operationId}`,
    { post: { operationId, summary: "", tags: [], parameters: [], responses: {}, ...operation } },
  ]);
  return {
    openapi: "3.1.0",
    info: { title: "", version: "", description: "" },
    servers: [],
    paths: Object.fromEntries(paths),
  };
}

/** The document, and its schemas by name. */
function named(operations: Readonly<Record<string, Partial<OpenApiOperation>>>) {
  const document = withComponents(documentWith(operations), new SchemaComponents());
  const { schemas } = document.components as { schemas: Readonly<Record<string, unknown>> };
  return { of: (id: string) => document.paths[`/${id}`]?.post, schemas };
}

describe("schemas by name", () => {
  it("have one name where they are the same, and a number where another has the name", () => {
    const components = new SchemaComponents();
    const refs = [
      components.refTo("Lead", lead),
      components.refTo("Other", { ...lead }),
      components.refTo("Lead", failure),
      components.refTo("Lead", TEXT),
    ];
    expect(refs.map(({ $ref }) => $ref)).toEqual(
      ["Lead", "Lead", "Lead2", "Lead3"].map((name) => `#/components/schemas/${name}`),
    );
    expect(components.all()).toEqual({ Lead: lead, Lead2: failure, Lead3: TEXT });
  });
});

describe("a document with components", () => {
  it("names the body and the answers of a call after it", () => {
    const { of, schemas } = named({
      "campaign-leads.add": {
        requestBody: json(lead),
        responses: { 200: json({ type: "array" }), 422: json(failure) },
      },
    });
    expect(schemas).toEqual({
      CampaignLeadsAddBody: lead,
      CampaignLeadsAddAnswer: { type: "array" },
      CampaignLeadsAddAnswer422: failure,
    });
    expect(of("campaign-leads.add")?.requestBody).toEqual(json({ $ref: "#/components/schemas/CampaignLeadsAddBody" }));
  });

  it("names alternatives one by one, so that errors which calls share have one name", () => {
    const { of, schemas } = named({
      "a.get": { responses: { 404: json({ anyOf: [failure, TEXT] }) } },
      "b.get": { responses: { 404: json(failure) } },
    });
    expect(Object.keys(schemas)).toEqual(["AGetAnswer404"]);
    const shared = { $ref: "#/components/schemas/AGetAnswer404" };
    expect(of("a.get")?.responses).toEqual({ 404: json({ anyOf: [shared, TEXT] }) });
    expect(of("b.get")?.responses).toEqual({ 404: json(shared) });
  });

  it("leaves what has no content, and calls without a body, as they are", () => {
    const { of, schemas } = named({
      "a.get": { responses: { 200: json(TEXT), default: { description: "An error." } } },
    });
    expect(schemas).toEqual({});
    expect(of("a.get")).toEqual(
      expect.objectContaining({ responses: { 200: json(TEXT), default: { description: "An error." } } }),
    );
    expect(of("a.get")).not.toHaveProperty("requestBody");
  });
});

describe("the bodies that SmartLead sends", () => {
  it("are one for each event type of a dialect, with a schema that is there", () => {
    const components = new SchemaComponents();
    const messages = webhookMessages(components);
    const schemas = components.all();
    const names = messages.map(({ schema }) => String(schema.$ref).replace("#/components/schemas/", ""));
    expect(names).toEqual(expect.arrayContaining(["GuideEmailReply", "LiveEmailReply"]));
    expect(names.filter((name) => schemas[name] === undefined)).toEqual([]);
    expect(new Set(messages.map(({ type, dialect }) => `${dialect} ${type}`)).size).toBe(messages.length);
    expect(messages.filter(({ dialect }) => dialect === "guide")).toHaveLength(14);
  });
});
