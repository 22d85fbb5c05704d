import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { jsonSchemas } from './jsonSchema.js';

describe('the committed JSON Schemas', () => {
  it.each(Object.entries(jsonSchemas()))('%s is what the zod schema says', async (name, schema) => {
    const committed = await readFile(new URL(`../schema/${name}`, import.meta.url), 'utf8');
    expect(JSON.parse(committed), 'run `npm run generate:schemas`').toEqual(schema);
  });
});
