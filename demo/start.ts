// Opens the demo: mail servers, a workspace that names them, and VS Code on it, until the window closes or Ctrl+C.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Lifetime, withLifetime } from '../test/editor/harness/lifetime.js';
import { startWorkbench } from '../test/editor/harness/workbench.js';
import { type Demo, startDemo } from './servers.js';
import { suggestions, writeWorkspace } from './workspace.js';

/** Opens the demo in a desktop VS Code; `editor` is its command line program. */
export function startInDesktop(editor: string, vsix: string): Promise<void> {
  return withLifetime(async (lifetime) => {
    const { demo, workspace } = await prepareDemo(lifetime);
    const profile = lifetime.temporaryFolder();
    lifetime.add(() => endEditor(profile));
    mkdirSync(path.join(profile, 'User'));
    writeFileSync(path.join(profile, 'User', 'settings.json'), '{ "workbench.startupEditor": "none" }\n');
    const common = ['--user-data-dir', profile, '--extensions-dir', path.join(profile, 'extensions')];
    // VS Code refuses to run as root without saying so.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    await untilEnded(lifetime, editor, [...common, ...asRoot, '--install-extension', vsix]);
    const window = untilEnded(lifetime, editor, [
      ...common,
      ...asRoot,
      ...['--disable-workspace-trust', '--skip-welcome', '--new-window', '--wait', workspace],
    ]);
    tell(demo, 'VS Code opens on a demo workspace; closing its window or Ctrl+C ends the demo.');
    await window;
  });
}

/** Opens the demo in the workbench in the browser. */
export function startInBrowser(vsix: string): Promise<void> {
  return withLifetime(async (lifetime) => {
    const { demo, workspace } = await prepareDemo(lifetime);
    const { url } = await startWorkbench(lifetime, { vsix });
    tell(demo, `Open ${url}/?folder=${encodeURIComponent(workspace)} in a browser; Ctrl+C ends the demo.`);
    // Nothing else to do: a signal closes the lifetime and ends the process.
    await new Promise(() => setInterval(() => undefined, 60_000));
  });
}

/** Starts the servers and writes the workspace; both end with the lifetime. */
export async function prepareDemo(lifetime: Lifetime): Promise<{ demo: Demo; workspace: string }> {
  const demo = await startDemo(new Date());
  lifetime.add(() => demo.close());
  const workspace = path.join(lifetime.temporaryFolder(), 'chainmail-demo');
  writeWorkspace(workspace, demo);
  return { demo, workspace };
}

function tell(demo: Demo, opening: string): void {
  console.log([opening, 'What to try:', ...suggestions(demo)].join('\n'));
}

function untilEnded(lifetime: Lifetime, command: string, args: readonly string[]): Promise<void> {
  const windows = process.platform === 'win32';
  // On Windows the program is a batch file, which only the shell starts and whose arguments it splits at blanks.
  const child = windows
    ? lifetime.start(
        `"${command}"`,
        args.map((arg) => `"${arg}"`),
        { stdio: 'ignore', shell: true },
      )
    : lifetime.start(command, args, { stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) =>
      status === 0 ? resolve() : reject(new Error(`${command} ended with ${status}. Does it start by itself?`)),
    );
  });
}

// The command line program starts the editor apart from itself; the editor notes its process in this file.
async function endEditor(profile: string): Promise<void> {
  const lock = path.join(profile, 'code.lock');
  if (!existsSync(lock)) {
    return;
  }
  const pid = Number(readFileSync(lock, 'utf8'));
  for (let attempt = 0; attempt < 25 && pid > 0; attempt += 1) {
    try {
      process.kill(pid, attempt === 0 ? 'SIGTERM' : 0);
    } catch {
      return;
    }
    await pause(200);
  }
}
