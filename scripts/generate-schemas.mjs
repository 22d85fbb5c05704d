// Writes packages/spec/schema/*.json from the zod schemas of the built spec: `npm run generate:schemas`.
import { mkdir, writeFile } from 'node:fs/promises';
import { jsonSchemas } from '../packages/spec/dist/index.js';

const folder = new URL('../packages/spec/schema/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas())) {
  await writeFile(new URL(name, folder), `${JSON.stringify(schema, null, 2)}\n`);
  console.log(`wrote packages/spec/schema/${name}`);
}
