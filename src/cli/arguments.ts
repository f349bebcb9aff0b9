import { type ParseArgsConfig, parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { UsageError } from './io.js';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

const one = { type: 'string' } as const;
const many = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean' } as const;

const judging = { expect: many, trust: many, at: one, 'no-aia': flag, 'aia-allow-private': flag } satisfies Options;
const probing = {
  security: one,
  servername: one,
  'no-sni': flag,
  tls: one,
  signature: one,
  timeout: one,
} satisfies Options;

/** The options that each verb takes. */
export const verbs = {
  probe: { ...probing, ...judging, mx: many, from: one, concurrency: one, json: flag, ndjson: flag, help: flag },
  analyze: { ...judging, 'password-file': one, json: flag, help: flag },
  check: { capture: many, format: one, json: flag, help: flag },
  listen: {
    ...judging,
    port: one,
    bind: one,
    implicit: flag,
    certificate: one,
    key: one,
    count: one,
    timeout: one,
    out: one,
    json: flag,
    help: flag,
  },
  explain: { ...judging, capture: many, connectors: many, redact: flag, json: flag, help: flag },
  script: { ...probing, ...judging, out: one, 'password-file': one, help: flag },
} as const satisfies Record<string, Options>;

export type Verb = keyof typeof verbs;

/** The words behind a verb, checked: unknown options end in a `UsageError`. */
export class Arguments {
  private constructor(
    private readonly values: Values,
    readonly positionals: readonly string[],
  ) {}

  static parse(verb: Verb, args: readonly string[]): Arguments {
    const options: Options = verbs[verb];
    try {
      const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
      return new Arguments(values, positionals);
    } catch (error) {
      throw new UsageError(error instanceof Error ? error.message : String(error));
    }
  }

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    return typeof value === 'string' ? value : undefined;
  }

  texts(name: string): readonly string[] {
    const value = this.values[name];
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  }

  /** One of the words, or undefined where the option is absent. */
  choice<T extends string>(name: string, words: readonly T[]): T | undefined {
    const value = this.text(name);
    const found = words.find((word) => word === value);
    if (value !== undefined && found === undefined) {
      throw new UsageError(l10n.t('--{0} takes one of {1}, not "{2}".', name, words.join(', '), value));
    }
    return found;
  }

  /** A whole number within the limits, or `fallback` where the option is absent. */
  number(name: string, fallback: number, least: number, most: number): number {
    const value = this.text(name);
    if (value === undefined) {
      return fallback;
    }
    const parsed = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (!(parsed >= least && parsed <= most)) {
      throw new UsageError(l10n.t('--{0} takes a whole number from {1} to {2}, not "{3}".', name, least, most, value));
    }
    return parsed;
  }
}
