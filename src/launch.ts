// Starts the command line from dist/cli. Compiling its files takes longer than a probe's handshake, so the build leaves
// beside each what V8 made of it. Another version of Node.js than the one that built them refuses that, and compiles.
import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';

interface Module {
  readonly exports: unknown;
}

type Require = (id: string) => unknown;

/** A file of the command line: the build makes each a function, which Node's own loader would take longer to find. */
type Definition = (require: Require, module: Module, exports: unknown) => void;

const modules = new Map<string, Module>();

/** What the build packed into one file: opening and reading each for itself takes longer than running it. */
const packed: Readonly<Record<string, Definition>> = compile('start.js');

function load(name: string): unknown {
  const known = modules.get(name);
  if (known) {
    return known.exports;
  }
  const module: Module = { exports: {} };
  modules.set(name, module);
  const define: Definition = packed[name] ?? compile(name);
  define(requireAny, module, module.exports);
  return module.exports;
}

// The build alone writes these files: what running them gives is what it put there.
function compile<T>(name: string): T {
  const filename = `${__dirname}/cli/${name}`;
  const cachedData = readCompiled(filename);
  const script = new Script(readFileSync(filename, 'utf8'), { filename, ...(cachedData ? { cachedData } : {}) });
  return script.runInThisContext();
}

function readCompiled(filename: string): Buffer | undefined {
  try {
    return readFileSync(filename.replace(/js$/, 'cache'));
  } catch {
    return undefined;
  }
}

function requireAny(id: string): unknown {
  return id.startsWith('./') ? load(id.slice(2)) : require(id);
}

load('main.js');
