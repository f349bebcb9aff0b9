import type { Stated } from '../text/source.js';
import type { Connector } from './connector.js';
import { elements, peek, text } from './values.js';

/** A server to which a connector sends; `stated` is where the document names it. */
export interface SmartHost {
  readonly host: string;
  readonly port?: number;
  readonly stated: Stated<unknown>;
}

/** The servers to which a connector of any platform sends, in the document's order. */
export function smartHosts(connector: Connector): readonly SmartHost[] {
  switch (connector.platform) {
    case 'Postfix':
      return single(text(connector, 'relayhost'));
    case 'Sendmail':
      return single(text(connector, 'SMART_HOST'));
    case 'Exim':
      return eximHosts(connector);
    case 'IisSmtp':
      return single(text(connector, 'SmartHost'), Number(peek(connector, 'RemoteSmtpPort') ?? 25));
    default: {
      const port = peek(connector, 'Port');
      return elements(connector, 'SmartHosts').map((stated) => {
        const host = withoutBrackets(stated.value);
        return typeof port === 'number' ? { host, port, stated } : { host, stated };
      });
    }
  }
}

/** `host`, `[host]`, `host:port`, `[host]:port`; Sendmail also writes `esmtp:[host]`. */
function single(stated: Stated<string> | undefined, port?: number): readonly SmartHost[] {
  const written = stated?.value.trim().replace(/^(?:e?smtp|relay):(?=[[\w])/i, '') ?? '';
  const parts = /^(\[[^\]]+\]|[^:\s]+)(?::(\d+))?$/.exec(written);
  if (stated === undefined || parts === null) {
    return [];
  }
  const given = parts[2] === undefined ? port : Number(parts[2]);
  return [{ host: withoutBrackets(parts[1] ?? ''), ...(given === undefined ? {} : { port: given }), stated }];
}

/** `route_list = domains hosts options; …`, else the transport's own hosts: separated by colons, a port behind two. */
function eximHosts(connector: Connector): readonly SmartHost[] {
  const port = Number(peek(connector, 'port') ?? 25);
  const list = text(connector, 'route_list');
  const stated = list ?? text(connector, 'route_data') ?? text(connector, 'hosts');
  if (stated === undefined) {
    return [];
  }
  const rules = list?.value.split(';').map((rule) => rule.trim().split(/\s+/)[1] ?? '') ?? [stated.value];
  return rules.flatMap((hosts) =>
    hosts.split(/(?<!:):(?!:)/).flatMap((written) => {
      const [, host, own = port] = /^([\w.-]+)(?:::(\d+))?$/.exec(written.trim()) ?? [];
      return host === undefined ? [] : [{ host, port: Number.isNaN(Number(own)) ? 25 : Number(own), stated }];
    }),
  );
}

function withoutBrackets(host: string): string {
  const name = host.trim();
  return name.startsWith('[') ? name.slice(1, name.endsWith(']') ? -1 : undefined) : name;
}
