// The JSON Schema of what ConvertTo-Json writes of connectors, for completion, hover and validation in plain JSON editing.
import { escapeMarkdown } from '../text/markdown.js';
import type { ConnectorKind } from './connector.js';
import { meaningOf, referenceOf } from './meanings.js';
import { isSecret, type Property, propertyTable } from './properties.js';

const kinds: readonly ConnectorKind[] = ['inbound', 'outbound', 'send', 'receive'];

/**
 * A draft-07 schema that takes one connector, a list of them, or `{ "value": [...] }`; unknown members are allowed. What
 * an object is, is told by the members that one kind of connector alone has: then only that kind's members are offered,
 * and a wrong value is called one.
 */
export function connectorSchema(): object {
  const connector = reference('connector');
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Exchange connectors as ConvertTo-Json writes them',
    type: ['object', 'array'],
    items: connector,
    properties: { value: { type: 'array', items: connector } },
    if: { anyOf: [{ type: 'array' }, { required: ['value'] }] },
    else: connector,
    definitions: {
      connector: {
        type: 'object',
        allOf: [
          ...kinds.map((kind) => ({ if: { not: hasAny(ownNames(kind)) }, else: reference(kind) })),
          { if: hasAny(kinds.flatMap(ownNames)), else: { anyOf: kinds.map(reference) } },
        ],
      },
      ...Object.fromEntries(kinds.map((kind) => [kind, kindSchema(kind)])),
    },
  };
}

function reference(definition: string): object {
  return { $ref: `#/definitions/${definition}` };
}

function hasAny(names: readonly string[]): object {
  return { anyOf: names.map((name) => ({ required: [name] })) };
}

/** What an export of this kind states and one of another kind does not. */
function ownNames(kind: ConnectorKind): readonly string[] {
  const others = kinds.filter((each) => each !== kind).flatMap(exported);
  return exported(kind)
    .map(({ name }) => name)
    .filter((name) => !others.some((other) => other.name === name));
}

function exported(kind: ConnectorKind): readonly Property[] {
  return propertyTable(kind).properties.filter(({ name, type }) => type !== 'switch' && !isSecret(name));
}

function kindSchema(kind: ConnectorKind): object {
  return {
    properties: Object.fromEntries(exported(kind).map((each) => [each.name, propertySchema(kind, each)])),
  };
}

// Editors show `markdownDescription` as it is; of `description` VS Code breaks the address.
function propertySchema(kind: ConnectorKind, property: Property): object {
  return { ...typeOf(property), markdownDescription: description(kind, property) };
}

function description(kind: ConnectorKind, property: Property): string {
  const { type, values, default: initially } = property;
  const meaning = meaningOf(kind, property);
  const sentences = [
    ...(meaning === undefined ? [] : [meaning]),
    ...(values === undefined
      ? []
      : [`${type === 'list' ? 'Some' : 'One'} of ${values.filter((each) => each !== '').join(', ')}.`]),
    ...(initially === undefined ? [] : [`Default: ${initially}.`]),
  ];
  return [
    ...sentences.map(escapeMarkdown),
    `[Set-${kind.charAt(0).toUpperCase()}${kind.slice(1)}Connector](${referenceOf(kind)})`,
  ].join(' ');
}

// Windows PowerShell writes enumerations as numbers, wraps values in objects, and flattens lists to text.
function typeOf({ name, type, values }: Property): object {
  switch (type) {
    case 'boolean':
      return { type: ['boolean', 'null'] };
    case 'integer':
      return { type: ['integer', 'object', 'null'] };
    case 'list':
      return {
        type: ['array', 'string', 'integer', 'object', 'null'],
        items: { type: ['string', 'integer', 'object'] },
      };
    default:
      // Exchange itself writes where a connector came from, and has more words for it than the documentation.
      return values === undefined || name === 'ConnectorSource'
        ? { type: ['string', 'integer', 'object', 'null'] }
        : {
            anyOf: [
              { enum: values.filter((each) => each !== '') },
              { type: ['integer', 'object', 'null'] },
              { type: 'string', maxLength: 0 },
            ],
          };
  }
}
