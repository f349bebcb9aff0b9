import * as vscode from 'vscode';
import type { Connector } from '../../connectors/connector.js';
import { certificateTexts, referencedPaths } from '../../connectors/referencedFile.js';
import { decodeText } from '../../text/decode.js';
import type { CredentialFile } from '../../x509/credentialFile.js';
import { watchFile } from '../watchFile.js';

/** Certificates and keys of a server are small. */
const maximumSize = 1024 * 1024;

/** More configurations than that are not looked after: to drop one for another would have all read again and again. */
const maximumConfigurations = 50;

/** A server has a handful of certificates and keys; each that is named is watched. */
const maximumFiles = 16;

/** Reads what a PEM file holds; loaded when a configuration names one. */
export type ReadCredentials = (text: string, leafText: string) => CredentialFile;

type Contents = ReadonlyMap<string, CredentialFile>;

/** The files that one version of a configuration names. */
interface Known {
  readonly paths: string;
  contents: Contents;
  readonly watchers: readonly vscode.Disposable[];
}

/** The certificate and key files that configurations name, read once until they change. */
export class ReferencedFiles implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** A file was read, or changed since. */
  readonly onDidChange = this.changed.event;
  private readonly known = new Map<string, Known>();
  private readonly trust: vscode.Disposable;

  constructor(private readonly load: () => Promise<ReadCredentials>) {
    // Absolute paths are followed from then on.
    this.trust = vscode.workspace.onDidGrantWorkspaceTrust(() => {
      this.forgetAll();
      this.changed.fire();
    });
  }

  /** What is known by now, by the path that the configuration gives; reads in the background what is not. */
  of(configuration: vscode.Uri, connectors: readonly Connector[]): Contents {
    const named = referencedPaths(connectors).slice(0, maximumFiles);
    const key = configuration.toString();
    const paths = named.join('\n');
    const before = this.known.get(key);
    if (before?.paths === paths) {
      return before.contents;
    }
    this.forget(key);
    if (named.length > 0 && configuration.scheme !== 'untitled' && this.known.size < maximumConfigurations) {
      void this.read(configuration, named, connectors);
    }
    return new Map();
  }

  dispose(): void {
    this.trust.dispose();
    this.forgetAll();
    this.changed.dispose();
  }

  private forgetAll(): void {
    for (const key of [...this.known.keys()]) {
      this.forget(key);
    }
  }

  private async read(
    configuration: vscode.Uri,
    named: readonly string[],
    connectors: readonly Connector[],
  ): Promise<void> {
    const key = configuration.toString();
    const places = new Map(named.map((each) => [each, placesOf(each, configuration)]));
    const watchers = [...places.values()].flat().map((each) => this.watch(each, key));
    const known: Known = { paths: named.join('\n'), contents: new Map(), watchers };
    this.known.set(key, known);
    const texts = new Map<string, string>();
    for (const [path, candidates] of places) {
      const text = await firstText(candidates);
      if (text !== undefined) {
        texts.set(path, text);
      }
    }
    if (texts.size > 0) {
      const readCredentials = await this.load();
      known.contents = new Map(
        [...texts].map(([path, text]) => [path, readCredentials(text, certificateTexts(path, connectors, texts))]),
      );
      this.changed.fire();
    }
  }

  private watch(uri: vscode.Uri, key: string): vscode.Disposable {
    const watcher = watchFile(uri);
    const forget = (): void => {
      this.forget(key);
      this.changed.fire();
    };
    watcher.onDidChange(forget);
    watcher.onDidCreate(forget);
    watcher.onDidDelete(forget);
    return watcher;
  }

  private forget(key: string): void {
    for (const each of this.known.get(key)?.watchers ?? []) {
      each.dispose();
    }
    this.known.delete(key);
  }
}

/**
 * Where a named file may be: at its path on the configuration's own file system, else beside the configuration, which
 * may be a copy from another machine. An untrusted workspace leads nowhere but beside itself, and nothing to a share.
 */
function placesOf(path: string, configuration: vscode.Uri): readonly vscode.Uri[] {
  const name = path.split('/').pop() ?? '';
  const isPlain = name !== '' && name !== '.' && name !== '..' && !/[\\\0]/.test(path);
  const isAbsolute = /^\/(?!\/)/.test(path) && !path.split('/').includes('..');
  return isPlain
    ? [
        ...(isAbsolute && vscode.workspace.isTrusted ? [configuration.with({ path })] : []),
        vscode.Uri.joinPath(configuration, '..', name),
      ]
    : [];
}

async function firstText(candidates: readonly vscode.Uri[]): Promise<string | undefined> {
  for (const uri of candidates) {
    try {
      const { size, type } = await vscode.workspace.fs.stat(uri);
      if (size <= maximumSize && (type & vscode.FileType.File) !== 0) {
        return decodeText(await vscode.workspace.fs.readFile(uri));
      }
    } catch {
      // Not there, or not for this user: the next place.
    }
  }
  return undefined;
}
