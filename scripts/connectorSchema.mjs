// Writes schemas/connectors.schema.json from the property tables.
//   node scripts/connectorSchema.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { bundle, root } from './bundle.mjs';

const outdir = path.join(root, 'build', 'schema');
await bundle(['src/connectors/jsonSchema.ts'], outdir);
const { connectorSchema } = createRequire(import.meta.url)(path.join(outdir, 'jsonSchema.js'));
mkdirSync(path.join(root, 'schemas'), { recursive: true });
writeFileSync(path.join(root, 'schemas', 'connectors.schema.json'), `${JSON.stringify(connectorSchema(), null, 2)}\n`);
