import { z } from '@convbench/spec';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

function step(schema: JsonSchema, key: PropertyKey): JsonSchema[] {
  const here = typeof key === 'number' ? schema.items : schema.properties?.[String(key)];
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [
    ...(here === undefined ? [] : [here]),
    ...branches.flatMap((branch) => step(branch, key)),
  ];
}

function keysOf(schema: JsonSchema): string[] {
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [...Object.keys(schema.properties ?? {}), ...branches.flatMap(keysOf)];
}

/** Keys that an object at this path may have; empty where the schema does not tell. */
export function allowedKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  // The output side, because the input of a `preprocess` is unknown to JSON Schema.
  const root = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as JsonSchema;
  let current = [root];
  for (const key of path) current = current.flatMap((candidate) => step(candidate, key));
  return [...new Set(current.flatMap(keysOf))];
}
