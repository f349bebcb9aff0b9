import * as l10n from '@vscode/l10n';
import { Arguments, type Verb, verbs } from './cli/arguments.js';
import { help, overview } from './cli/help.js';
import { CancelledError, exitStatus, type Io, UsageError } from './cli/io.js';
import { printable } from './text/printable.js';

/** Runs one command line (without `node` and the script's name) and resolves to its exit status; never rejects. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(args, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr.write(`chainmail: ${printable(error.message)}\n`);
      return exitStatus.usage;
    }
    if (error instanceof CancelledError) {
      io.stderr.write(`${printable(error.message)}\n`);
      return exitStatus.undetermined;
    }
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.stderr.write(l10n.t('chainmail: a mistake of this program, please report it: {0}', reason));
    io.stderr.write('\n');
    return exitStatus.undetermined;
  }
}

function isVerb(word: string): word is Verb {
  return Object.hasOwn(verbs, word);
}

async function dispatch(args: readonly string[], io: Io): Promise<number> {
  const [verb = '--help', ...rest] = args;
  if (verb === '--help' || verb === '-h' || verb === 'help') {
    io.stdout.write(overview());
    return exitStatus.clean;
  }
  if (!isVerb(verb)) {
    throw new UsageError(l10n.t('"{0}" is no verb; chainmail --help lists them.', verb));
  }
  const parsed = Arguments.parse(verb, rest);
  if (parsed.flag('help')) {
    io.stdout.write(help(verb));
    return exitStatus.clean;
  }
  // A verb's code is loaded when it is called: what the others need costs this one no time.
  switch (verb) {
    case 'probe':
      return (await import('./cli/probe.js')).runProbe(parsed, io);
    case 'analyze':
      return (await import('./cli/analyze.js')).runAnalyze(parsed, io);
    case 'check':
      return (await import('./cli/check.js')).runCheck(parsed, io);
    case 'listen':
      return (await import('./cli/listen.js')).runListen(parsed, io);
    case 'explain':
      return (await import('./cli/explain.js')).runExplain(parsed, io);
    case 'script':
      return (await import('./cli/script.js')).runScript(parsed, io);
  }
}
