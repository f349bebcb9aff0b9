// A web server on loopback that gives stated answers and remembers what it was asked.
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

/** What a path answers: content, or whatever the test does with the response. */
export type WebAnswer = Uint8Array | string | ((response: http.ServerResponse) => void);

export interface WebServer {
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly base: string;
  /** Host header and path of each request, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Paths without an answer get 404. With a key and certificate (PEM) it speaks https. */
export async function startWebServer(
  answers: Readonly<Record<string, WebAnswer>>,
  secure?: { readonly key: string; readonly cert: string },
): Promise<WebServer> {
  const requests: string[] = [];
  const answer: http.RequestListener = (request, response) => {
    requests.push(`${request.headers.host ?? ''}${request.url ?? ''}`);
    const content = answers[request.url ?? ''];
    if (typeof content === 'function') {
      content(response);
    } else {
      response.writeHead(content === undefined ? 404 : 200).end(content);
    }
  };
  const server = secure ? https.createServer(secure, answer) : http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    base: `${secure ? 'https' : 'http'}://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
