import * as vscode from 'vscode';
import { formatTarget, parseTarget, type Target } from '../../net/target.js';

const storageKey = 'hosts';
const maximumHosts = 20;

type HostItem = vscode.QuickPickItem & { readonly target?: Target };

/** The hosts that the user inspected, most recent first, over all workspaces. */
export class RememberedHosts {
  constructor(private readonly storage: vscode.Memento) {}

  get all(): readonly string[] {
    const stored = this.storage.get<unknown>(storageKey);
    return Array.isArray(stored) ? stored.filter((each): each is string => typeof each === 'string') : [];
  }

  add(target: Target): void {
    const host = formatTarget(target);
    void this.storage.update(storageKey, [host, ...this.all.filter((each) => each !== host)].slice(0, maximumHosts));
  }

  forget(host: string): void {
    void this.storage.update(
      storageKey,
      this.all.filter((each) => each !== host),
    );
  }
}

/**
 * Asks for a server: one that the caller proposes, a remembered one, or any other, checked while it is typed.
 * `undefined`: the user left.
 */
export function askTarget(remembered: RememberedHosts, proposed: readonly string[] = []): Promise<Target | undefined> {
  const pick = vscode.window.createQuickPick<HostItem>();
  // A page or a view that opens meanwhile takes the focus: what was typed is not lost with it.
  pick.ignoreFocusOut = true;
  pick.title = vscode.l10n.t('Inspect Server');
  pick.placeholder = vscode.env.remoteName
    ? vscode.l10n.t('Host or host:port, port 25 if none is given; contacted from the remote machine')
    : vscode.l10n.t('Host or host:port, for example mail.contoso.com:25');
  const update = (): void => {
    pick.items = hostItems(pick.value, proposed, remembered.all);
  };
  update();
  return new Promise((resolve) => {
    pick.onDidChangeValue(update);
    pick.onDidTriggerItemButton(({ item }) => {
      remembered.forget(item.label);
      update();
    });
    pick.onDidAccept(() => {
      const target = pick.selectedItems[0]?.target;
      if (target) {
        resolve(target);
        pick.hide();
      }
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

function hostItems(typed: string, proposed: readonly string[], remembered: readonly string[]): readonly HostItem[] {
  const forget = { iconPath: new vscode.ThemeIcon('close'), tooltip: vscode.l10n.t('Forget This Host') };
  const other = (label: string): boolean => label !== typed.trim() && !proposed.includes(label);
  const known = [
    ...proposed.filter((each) => each !== typed.trim()).flatMap((each) => hostItem(each, vscode.l10n.t('proposed'))),
    ...remembered
      .filter(other)
      .flatMap((each) => hostItem(each, vscode.l10n.t('inspected before')))
      .map((item) => ({ ...item, buttons: [forget] })),
  ];
  return typed.trim() === '' ? known : [typedItem(typed.trim()), ...known];
}

function hostItem(label: string, description: string): readonly HostItem[] {
  const parsed = parseTarget(label);
  return parsed.ok ? [{ label, description, target: parsed.target }] : [];
}

function typedItem(typed: string): HostItem {
  const parsed = parseTarget(typed);
  if (!parsed.ok) {
    return { label: `$(error) ${typed}`, description: parsed.reason, alwaysShow: true };
  }
  const { host, port } = parsed.target;
  const description =
    port === 465 ? vscode.l10n.t('TLS from the start, port {0}', port) : vscode.l10n.t('STARTTLS, port {0}', port);
  return { label: formatTarget({ host, port }), description, target: parsed.target, alwaysShow: true };
}
