/** JSON Schema of a format's options, for clients. */
export interface OptionsSchema {
  type: 'object';
  additionalProperties: false;
  properties: Record<string, { default: unknown } & Record<string, unknown>>;
}

export const schemaOf = (properties: OptionsSchema['properties']): OptionsSchema => ({
  type: 'object',
  additionalProperties: false,
  properties,
});

export const oneOf = (
  values: readonly string[],
  description: string,
): { default: string } & Record<string, unknown> => ({
  type: 'string',
  enum: values,
  default: values[0] ?? '',
  description,
});
