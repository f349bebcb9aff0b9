// JSON Schema validation by Ajv, for documents that others read by a schema.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';

/** A JSON file of a package, by its path below node_modules. */
export function packagedJson(file: string): object {
  return JSON.parse(readFileSync(`node_modules/${file}`, 'utf8'));
}

/** Tells where a document breaks a schema (draft-04 or draft-07), as Ajv writes paths: `[0].Name`; empty: nowhere. */
export function schemaChecker(schema: object): (document: unknown) => readonly string[] {
  const ajv = new Ajv({ allErrors: true, schemaId: 'auto' });
  ajv.addMetaSchema(packagedJson('ajv/lib/refs/json-schema-draft-04.json'));
  const validate = ajv.compile(schema);
  return (document) => {
    validate(document);
    return (validate.errors ?? []).map(({ dataPath }) => dataPath);
  };
}
