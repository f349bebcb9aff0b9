// The JSON Schema of what ConvertTo-Json writes of connectors, for completion and hover in plain JSON editing.
import type { ConnectorKind } from './connector.js';
import { meaningOf, referenceOf } from './meanings.js';
import { isSecret, type Property, propertyTable } from './properties.js';

const kinds: readonly ConnectorKind[] = ['inbound', 'outbound', 'send', 'receive'];

/** A draft-07 schema that takes one connector, a list of them, or `{ "value": [...] }`; unknown members are allowed. */
export function connectorSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Exchange connectors as ConvertTo-Json writes them',
    anyOf: [
      { $ref: '#/definitions/connector' },
      { type: 'array', items: { $ref: '#/definitions/connector' } },
      {
        type: 'object',
        required: ['value'],
        properties: { value: { type: 'array', items: { $ref: '#/definitions/connector' } } },
      },
    ],
    definitions: {
      connector: { anyOf: kinds.map((kind) => ({ $ref: `#/definitions/${kind}` })) },
      ...Object.fromEntries(kinds.map((kind) => [kind, kindSchema(kind)])),
    },
  };
}

function kindSchema(kind: ConnectorKind): object {
  const properties = propertyTable(kind).properties.filter(({ name, type }) => type !== 'switch' && !isSecret(name));
  return {
    type: 'object',
    properties: Object.fromEntries(properties.map((each) => [each.name, propertySchema(kind, each)])),
  };
}

function propertySchema(kind: ConnectorKind, property: Property): object {
  const meaning = meaningOf(kind, property);
  return {
    ...typeOf(property),
    ...(meaning === undefined ? {} : { description: `${meaning} ${referenceOf(kind)}` }),
    ...(property.default === undefined ? {} : { default: property.default }),
  };
}

// Windows PowerShell wraps values in objects and flattens lists, so that only what is offered is narrow.
function typeOf({ type, values }: Property): object {
  switch (type) {
    case 'boolean':
      return { type: ['boolean', 'null'] };
    case 'integer':
      return { type: ['integer', 'null'] };
    case 'list':
      return {
        anyOf: [{ type: 'array', items: { type: ['string', 'object'] } }, { type: ['string', 'object', 'null'] }],
      };
    default: {
      const others = { type: ['string', 'integer', 'object', 'null'] };
      return values === undefined ? others : { anyOf: [{ enum: values.filter((each) => each !== '') }, others] };
    }
  }
}
