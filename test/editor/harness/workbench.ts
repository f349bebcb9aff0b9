// Starts code-server: the real VS Code workbench and extension host, served on a loopback port.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Lifetime } from './lifetime.js';
import { editorFolder, runtimeForServer } from './places.js';

/** Settings that keep the workbench quiet and its pictures alike from run to run. */
const quietSettings = {
  'files.autoSave': 'off',
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  // Servers of other programs on this machine would be announced over what the pictures show.
  'remote.autoForwardPorts': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'security.workspace.trust.startupPrompt': 'never',
};

export interface WorkbenchOptions {
  /** Extension package to install first. */
  readonly vsix?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Lets the page run a test suite in the extension host. It also suppresses notifications and dialogs. */
  readonly smokeTestDriver?: boolean;
  /** Opens folders in restricted mode, as VS Code does until the user trusts them. */
  readonly untrusted?: boolean;
  /** Added to the environment, which the extension host inherits. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface RunningWorkbench {
  /** `http://127.0.0.1:PORT`; add `/?folder=…`. */
  readonly url: string;
}

/** Starts the server; rejects with its last output when it does not come up. */
export async function startWorkbench(lifetime: Lifetime, options: WorkbenchOptions = {}): Promise<RunningWorkbench> {
  const base = lifetime.temporaryFolder();
  const folder = (name: string): string => {
    const made = path.join(base, name);
    mkdirSync(made, { recursive: true, mode: 0o700 });
    return made;
  };
  const userData = folder('user-data');
  const settings = JSON.stringify({ ...quietSettings, ...options.settings }, undefined, 2);
  // What concerns the machine, such as a port, is read from the machine's settings.
  for (const scope of ['User', 'Machine']) {
    writeFileSync(path.join(folder(`user-data/${scope}`), 'settings.json'), settings);
  }
  const config = path.join(base, 'config.yaml');
  writeFileSync(config, '');
  const entry = path.join(editorFolder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  const common = [entry, '--config', config, '--user-data-dir', userData, '--extensions-dir', folder('extensions')];
  const environment = {
    ...withoutEditorVariables(process.env),
    ...options.environment,
    HOME: folder('home'),
    TMPDIR: folder('tmp'),
    XDG_RUNTIME_DIR: folder('run'),
    // No marketplace: the workbench asks nobody for anything.
    EXTENSIONS_GALLERY: '{}',
  };
  const start = (args: readonly string[]) =>
    lifetime.start(runtimeForServer(), [...common, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });

  if (options.vsix !== undefined) {
    await untilInstalled(start(['--install-extension', options.vsix]), options.vsix);
  }
  return untilListening(
    start([
      ...['--bind-addr', '127.0.0.1:0', '--auth', 'none', '--disable-telemetry', '--disable-update-check'],
      '--disable-getting-started-override',
      ...(options.untrusted ? [] : ['--disable-workspace-trust']),
      ...(options.smokeTestDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ]),
  );
}

/** Started from a terminal inside VS Code or from a test, these would make the server talk to that instance instead. */
function withoutEditorVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_TEST_CONTEXT|NODE_OPTIONS)/.test(name)),
  );
}

type Child = ReturnType<Lifetime['start']>;

// Standard error is full of harmless noise (optional native modules): it is shown only when something failed.
function collectOutput(child: Child, onText: (all: string) => void = () => undefined): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-20_000);
      onText(output);
    });
  }
  return () => output;
}

function untilInstalled(child: Child, vsix: string): Promise<void> {
  const output = collectOutput(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) =>
      status === 0 ? resolve() : reject(new Error(`Installing ${vsix} failed with ${status}:\n${output()}`)),
    );
  });
}

function untilListening(child: Child): Promise<RunningWorkbench> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The workbench did not start in 60 s:\n${output()}`)), 60_000);
    const output = collectOutput(child, (all) => {
      const url = /listening on (http:\/\/[\d.]+:\d+)/.exec(all)?.[1];
      if (url !== undefined) {
        clearTimeout(timer);
        resolve({ url });
      }
    });
    child.once('error', reject);
    child.once('exit', (status) => {
      clearTimeout(timer);
      reject(new Error(`The workbench ended with ${status}:\n${output()}`));
    });
  });
}
