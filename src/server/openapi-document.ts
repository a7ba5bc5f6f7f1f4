/** A part of the document; JSON data. */
export type OpenApiPart = Readonly<Record<string, unknown>>;

export interface OpenApiDocument extends OpenApiPart {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

export interface OpenApiOperation extends OpenApiPart {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly OpenApiParameter[];
  readonly requestBody?: OpenApiPart;
  readonly responses: Readonly<Record<string, OpenApiPart>>;
}

export interface OpenApiParameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly schema: OpenApiPart;
}
