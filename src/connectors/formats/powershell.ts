// Scripts that create or change connectors, Microsoft365DSC configurations, and data files of such.

import type { Finding } from '../../finding.js';
import { readCommands } from '../../powershell/commands.js';
import { type Constant, type ConstantEntry, Constants } from '../../powershell/constants.js';
import type { Command, Expression, Parameter, Script } from '../../powershell/syntax.js';
import type { SourceText, Stated } from '../../text/source.js';
import type { Connector, ConnectorKind, PropertyValue } from '../connector.js';
import type { ConnectorDocument, Format } from '../format.js';
import { connectorWords, isSecret, kindOf, propertyTable } from '../properties.js';
import { identityOf, PlacedConnector } from '../values.js';
import { constantValue } from './constantValue.js';
import { dscMistakes } from './dscMistakes.js';
import { tooDeep } from './json.js';
import { isAmbiguous, parameterNamed } from './parameters.js';
import { scriptMistakes } from './scriptMistakes.js';

const commandWords =
  /(?:New|Set)[-\u2013-\u2015](?:Inbound|Outbound|Send|Receive)Connector|EXO(?:In|Out)boundConnector/i;
const cmdlet = /^(?:[\w.]+\\)?(New|Set)[-\u2013-\u2015](Inbound|Outbound|Send|Receive)Connector$/i;
const resource = /^EXO(In|Out)boundConnector$/i;
const dataFile = /^[\s\ufeff]*(?:#[^\n]*\n\s*|<#[^#]*#>\s*)*@\{/;

export const powershell: Format = {
  name: 'powershell',
  fileNames: /\.ps[md]?1$/i,
  comments: ['#'],
  read,
  literal,
  separator: ',',
  alone: {
    value: /^(?:'[^'\u2018-\u201b\r\n]*'|"[^"$`\u201c-\u201e\r\n]*")$/,
    // What is assigned within the text may be used elsewhere.
    isOwn: ({ text }) => !/\$(?!(?:true|false|null)\b)/i.test(text),
  },
};

function literal(value: string | boolean | number): string {
  if (typeof value === 'string') {
    return `'${value.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
  }
  return typeof value === 'boolean' ? `$${value}` : String(value);
}

function read(source: SourceText): ConnectorDocument | undefined {
  const { text } = source;
  if (!commandWords.test(text) && !(dataFile.test(text) && source.has(connectorWords))) {
    return undefined;
  }
  const script = readCommands(text);
  const reader = new ScriptReader(source, script);
  const connectors = script.commands.flatMap((command) => reader.connector(command) ?? []);
  if (connectors.length === 0 && script.value !== undefined) {
    connectors.push(...reader.fromData(script.value));
  }
  const findings = script.commands.flatMap((command) =>
    connectorCmdlet(command) === undefined ? [] : scriptMistakes(source, command),
  );
  findings.push(...reader.findings);
  if (script.tooDeepAt !== undefined) {
    findings.push(tooDeep(source, script.tooDeepAt));
  }
  return connectors.length === 0 && findings.length === 0
    ? undefined
    : { format: 'powershell', source, connectors, findings };
}

const kinds: Readonly<Record<string, ConnectorKind>> = {
  in: 'inbound',
  out: 'outbound',
  inbound: 'inbound',
  outbound: 'outbound',
  send: 'send',
  receive: 'receive',
};

/** The connector cmdlet that a command calls. */
export function connectorCmdlet({ elements }: Command): { kind: ConnectorKind; creates: boolean } | undefined {
  const [name] = elements;
  const called = cmdlet.exec(name?.kind === 'string' ? (name.value ?? '') : '');
  const kind = kinds[(called?.[2] ?? '').toLowerCase()];
  return kind === undefined ? undefined : { kind, creates: called?.[1]?.toLowerCase() === 'new' };
}

class ScriptReader {
  /** What is wrong with how resources are written. */
  readonly findings: Finding[] = [];
  private readonly constants: Constants;

  constructor(
    private readonly source: SourceText,
    script: Script,
  ) {
    this.constants = new Constants(source.text, script);
  }

  connector(command: Command): Connector | undefined {
    const called = connectorCmdlet(command);
    if (called !== undefined) {
      return this.fromCmdlet(command, called.kind, called.creates);
    }
    const [name] = command.elements;
    const text = name?.kind === 'string' ? (name.value ?? '') : '';
    const declared = resource.exec(text);
    const body = command.elements.at(-1);
    const kind = kinds[(declared?.[1] ?? '').toLowerCase()];
    if (kind === undefined || body?.kind !== 'hashtable') {
      return undefined;
    }
    const use = { offset: command.end, block: command.block };
    const entries = this.constants.entries(body.entries, use);
    const connector = this.fromTable(kind, entries, command);
    if (connector !== undefined) {
      this.findings.push(...dscMistakes(this.source, kind, entries));
    }
    return connector;
  }

  private fromCmdlet(command: Command, kind: ConnectorKind, creates: boolean): Connector | undefined {
    const binding = new Binding(kind, creates, (name, value) => this.state(kind, name, value));
    const use = { offset: command.start, block: command.block };
    const { elements } = command;
    for (let i = 1; i < elements.length; i++) {
      const element = elements[i];
      if (element === undefined) {
        break;
      }
      if (element.kind !== 'parameter') {
        binding.positional(element, this.constants.evaluate(element, use));
        continue;
      }
      const property = parameterNamed(kind, element.name);
      const takesValue = property?.type !== 'switch' && element.argument === undefined;
      const next = takesValue ? argumentOf(elements[i + 1]) : undefined;
      i += next === undefined ? 0 : 1;
      const argument = element.argument ?? next;
      binding.named(element, argument && this.constants.evaluate(argument, use));
    }
    // A string without its end has swallowed what follows.
    const isComplete = binding.isComplete && !command.elements.some(isUnfinished);
    return binding.isEmpty ? undefined : this.placed(kind, !isComplete, binding.properties, command);
  }

  /** A value with its place; that of a list property is a list. */
  private state(kind: ConnectorKind, name: string, value: Constant): Stated<PropertyValue> {
    const property = propertyTable(kind).find(name);
    return this.source.state(constantValue(this.source, value, property), value.start, value.end);
  }

  private fromTable(
    kind: ConnectorKind,
    entries: readonly ConstantEntry[],
    place: { readonly start: number; readonly end: number },
  ): Connector | undefined {
    const properties = new Map<string, Stated<PropertyValue>>();
    for (const { key, value } of entries) {
      properties.set(propertyTable(kind).find(key)?.name ?? key, this.state(kind, key, value));
    }
    // What is declared absent is no connector.
    return /^absent$/i.test(String(properties.get('Ensure')?.value))
      ? undefined
      : this.placed(kind, true, properties, place);
  }

  private placed(
    kind: ConnectorKind,
    partial: boolean,
    properties: ReadonlyMap<string, Stated<PropertyValue>>,
    { start, end }: { readonly start: number; readonly end: number },
  ): Connector {
    const identity = identityOf(properties, this.source, start);
    return new PlacedConnector(this.source, { start, end }, kind, partial, identity, properties);
  }

  /** The tables of a data file that are connectors by their keys. */
  fromData(value: Expression): readonly Connector[] {
    const constant = this.constants.evaluate(value, { offset: 0, block: { start: 0, repeats: false } });
    const found: Connector[] = [];
    const visit = (each: Constant) => {
      if (each.kind === 'list') {
        each.items.forEach(visit);
      } else if (each.kind === 'table') {
        const kind = kindOf(each.entries.map(({ key }) => key));
        const connector = kind === undefined ? undefined : this.fromTable(kind, each.entries, each);
        if (connector !== undefined) {
          found.push(connector);
        } else {
          each.entries.forEach((entry) => {
            visit(entry.value);
          });
        }
      }
    };
    visit(constant);
    return found;
  }
}

/** What stands behind a parameter, where it is its argument. */
function argumentOf(next: Parameter | Expression | undefined): Expression | undefined {
  return next === undefined || next.kind === 'parameter' || (next.kind === 'variable' && next.splatted)
    ? undefined
    : next;
}

/** Binds a cmdlet's arguments to its parameters. */
class Binding {
  readonly properties = new Map<string, Stated<PropertyValue>>();
  /** False where parameters may be given that the text does not show, or not yet. */
  private known = true;
  private parameters = 0;

  constructor(
    private readonly kind: ConnectorKind,
    private readonly creates: boolean,
    private readonly state: (name: string, value: Constant) => Stated<PropertyValue>,
  ) {}

  /** Nothing but a name, as in prose. */
  get isEmpty(): boolean {
    return this.parameters === 0;
  }

  get isComplete(): boolean {
    return this.creates && this.known;
  }

  named(parameter: Parameter, value: Constant | undefined): void {
    const { name, start, end } = parameter;
    const property = parameterNamed(this.kind, name);
    this.parameters++;
    this.known &&= !isAmbiguous(this.kind, name);
    const given: Constant =
      value ??
      (property?.type === 'switch'
        ? { kind: 'boolean', start, end, value: true }
        : { kind: 'unknown', start: end, end });
    this.set(property?.name ?? name, given);
  }

  private set(key: string, value: Constant): void {
    if (!isSecret(key)) {
      this.properties.set(key, this.state(key, value));
    }
  }

  positional(expression: Expression, value: Constant): void {
    if (expression.kind === 'variable' && expression.splatted) {
      this.splatted(value);
      return;
    }
    const key = this.creates ? 'Name' : 'Identity';
    if (!this.properties.has(key)) {
      this.set(key, value);
    }
  }

  private splatted(value: Constant): void {
    this.parameters++;
    if (value.kind !== 'table') {
      this.known = false;
      return;
    }
    for (const entry of value.entries) {
      const key = parameterNamed(this.kind, entry.key)?.name ?? entry.key;
      this.set(key, entry.value);
    }
  }
}

/** A string without its end, or the dash of a parameter whose name is still to be typed. */
function isUnfinished(element: Parameter | Expression | undefined): boolean {
  return element?.kind === 'parameter'
    ? isUnfinished(element.argument)
    : element?.kind === 'string' && (element.open === true || element.value === '-');
}
