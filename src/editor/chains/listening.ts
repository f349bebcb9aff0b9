import * as vscode from 'vscode';
import type { Capture } from '../../chain/capture.js';
import type { Listener } from '../../net/listener.js';
import type { CertificateAndKey } from '../../net/listenerCertificate.js';
import type { SenderConnection } from '../../net/listenerSession.js';
import { formatTarget } from '../../net/target.js';
import { printable } from '../../text/printable.js';
import { callerRow, type Inspection, maximumCallers } from './inspections.js';
import type { ListeningState } from './listenerNode.js';
import type { Session } from './session.js';

/** What to listen with. */
export interface ListenRequest {
  readonly host: string;
  readonly port: number;
  readonly implicit: boolean;
  readonly minutes: number;
  /** Absent: a certificate is made. */
  readonly identity?: CertificateAndKey;
}

/** A crowd of callers is shown in steps, not one by one. */
const gatheringTime = 200;

/** How often the row says anew how long it lasts. */
const tick = 20_000;

/** The window's listener: at most one, which stops by itself. */
export class Listening implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** It began, ended, or has something else to say of itself. */
  readonly onDidChange = this.changed.event;
  private readonly called = new vscode.EventEmitter<readonly Inspection[]>();
  /** Servers called: their rows are in the session. */
  readonly onDidHear = this.called.event;
  private readonly ended = new vscode.EventEmitter<ListeningState>();
  /** The time is over. */
  readonly onDidExpire = this.ended.event;
  private current: { readonly listener: Listener; readonly state: ListeningState } | undefined;
  private gathered: readonly Inspection[] = [];
  private timers: readonly NodeJS.Timeout[] = [];
  private gathering: NodeJS.Timeout | undefined;

  constructor(
    private readonly session: Session,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Of the listener; `undefined` when there is none. */
  get state(): ListeningState | undefined {
    return this.current?.state;
  }

  /** Begins to listen, ending what listened before. Resolves to why it could not, if it could not. */
  async start({ minutes, ...options }: ListenRequest): Promise<string | undefined> {
    await this.stop();
    const { listen } = await import('../../net/listener.js');
    const result = await listen({
      ...options,
      now: () => new Date(),
      onConnection: (connection) => this.hear(connection),
    });
    if (!result.ok) {
      return result.reason;
    }
    // Another call may have been faster.
    await this.stop();
    const { listener } = result;
    const { host, port } = listener;
    const endsAt = new Date(Date.now() + minutes * 60_000);
    this.current = { listener, state: { host, port, implicit: options.implicit, endsAt, heard: 0 } };
    this.timers = [
      setTimeout(() => void this.expire(), minutes * 60_000),
      setInterval(() => this.changed.fire(), tick),
    ];
    this.log.info(`listening on ${formatTarget(listener)} for ${minutes} minutes`);
    this.changed.fire();
    return undefined;
  }

  /** Ends the listener, if there is one. Resolves when its port is free again. */
  async stop(): Promise<void> {
    const { current } = this;
    if (!current) {
      return;
    }
    this.current = undefined;
    for (const timer of this.timers) {
      clearTimeout(timer);
    }
    this.tell();
    this.log.info(`stopped listening on ${formatTarget(current.listener)}`);
    this.changed.fire();
    await current.listener.close();
  }

  dispose(): void {
    void this.stop();
    this.changed.dispose();
    this.called.dispose();
    this.ended.dispose();
  }

  private async expire(): Promise<void> {
    const { state } = this;
    await this.stop();
    if (state) {
      this.ended.fire(state);
    }
  }

  private hear(connection: SenderConnection): void {
    const { address, port, result } = connection;
    const outcome = result.ok ? `${result.capture.presented.length} certificates` : result.failure.code;
    this.log.info(printable(`${formatTarget({ host: address, port })} ${connection.heloName ?? ''}: ${outcome}`));
    if (this.current) {
      const { state } = this.current;
      this.current = { ...this.current, state: { ...state, heard: state.heard + 1 } };
    }
    this.gathered = [...this.gathered, callerRow(connection, new Date())].slice(-maximumCallers);
    this.gathering ??= setTimeout(() => this.tell(), gatheringTime);
  }

  private tell(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    const rows = this.gathered;
    this.gathered = [];
    if (rows.length > 0) {
      this.session.addCallers(rows);
      this.called.fire(rows);
    }
  }
}

/** The captures among the rows of callers. */
export function capturesOf(rows: readonly Inspection[]): readonly Capture[] {
  return rows.flatMap(({ capture }) => capture ?? []);
}
