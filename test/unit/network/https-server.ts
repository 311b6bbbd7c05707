/** A server of TLS on loopback that tells what it was asked, and by whom. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { fixture } from './tls-fixtures.ts';

export interface HttpsServer extends AsyncDisposable {
  readonly port: number;
  /** Connections on which the handshake of TLS was finished. */
  readonly handshakes: number;
  /** The `host` header of each request. */
  readonly hosts: readonly string[];
}

/** Starts a server with the certificate of a fixture; it answers with the name in the client's, where one is wanted. */
export async function serveHttps(
  certificate = 'server.pem',
  options: { readonly clientAuthority?: string } = {},
): Promise<HttpsServer> {
  const pem = fixture(certificate);
  const hosts: string[] = [];
  let handshakes = 0;
  const wanted =
    options.clientAuthority === undefined
      ? {}
      : { requestCert: true, rejectUnauthorized: false, ca: fixture(options.clientAuthority) };
  const server = createServer({ cert: pem, key: pem, ...wanted }, (request, response) => {
    hosts.push(request.headers.host ?? '');
    const socket = request.socket as TLSSocket;
    // As nginx does: the handshake goes through, the request does not.
    if (options.clientAuthority !== undefined && !socket.authorized) {
      response.statusCode = 400;
      response.end('No required SSL certificate was sent');
      return;
    }
    const client = options.clientAuthority === undefined ? null : socket.getPeerCertificate().subject.CN;
    response.end(JSON.stringify({ client }));
  });
  server.on('secureConnection', () => {
    handshakes++;
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get handshakes() {
      return handshakes;
    },
    hosts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
