import type { Property } from '../catalog/property.ts';

/** The properties that say how a source is reached; every source has them. */
export const networkProperties: readonly Property[] = [
  {
    name: 'ProxyAutoDetect',
    type: 'boolean',
    category: 'Network',
    description:
      'Whether the proxy of the environment is used: HTTPS_PROXY, ALL_PROXY or HTTP_PROXY, but for the hosts in NO_PROXY. ProxyServer and FirewallServer win over it.',
    default: 'true',
  },
  {
    name: 'ProxyServer',
    type: 'string',
    category: 'Network',
    description: 'HTTP proxy through which the source is reached: its host name or address, or its URL.',
  },
  {
    name: 'ProxyPort',
    type: 'integer',
    category: 'Network',
    description:
      'Port of ProxyServer, where its URL names none; by default 80, or 443 where the way to it is TLS.',
    minimum: 1,
    maximum: 65_535,
  },
  {
    name: 'ProxyAuthScheme',
    type: 'string',
    category: 'Network',
    description: 'How ProxyUser and ProxyPassword are shown to the proxy; NONE shows them to nobody.',
    values: ['BASIC', 'NONE'],
    default: 'BASIC',
  },
  {
    name: 'ProxyUser',
    type: 'string',
    category: 'Network',
    description: 'User at ProxyServer.',
  },
  {
    name: 'ProxyPassword',
    type: 'string',
    category: 'Network',
    description: 'Password of ProxyUser.',
    secret: true,
  },
  {
    name: 'ProxySSLType',
    type: 'string',
    category: 'Network',
    description:
      'Whether the way to the proxy itself is TLS: ALWAYS, NEVER, or as the URL in ProxyServer says (AUTO, TUNNEL). Requests always travel in a tunnel (CONNECT), which the proxy cannot read.',
    values: ['AUTO', 'ALWAYS', 'NEVER', 'TUNNEL'],
    default: 'AUTO',
  },
  {
    name: 'ProxyExceptions',
    type: 'string',
    category: 'Network',
    description:
      'Hosts that are reached without any proxy, with semicolons between them; * stands for any characters.',
  },
  {
    name: 'FirewallType',
    type: 'string',
    category: 'Network',
    description: 'Kind of FirewallServer: TUNNEL (HTTP CONNECT) or SOCKS5.',
    values: ['NONE', 'TUNNEL', 'SOCKS5'],
    default: 'NONE',
  },
  {
    name: 'FirewallServer',
    type: 'string',
    category: 'Network',
    description: 'Host name or address of the firewall through which the source is reached.',
    neededWhen: { FirewallType: ['TUNNEL', 'SOCKS5'] },
  },
  {
    name: 'FirewallPort',
    type: 'integer',
    category: 'Network',
    description: 'Port of FirewallServer; by default 80 for TUNNEL and 1080 for SOCKS5.',
    minimum: 1,
    maximum: 65_535,
  },
  {
    name: 'FirewallUser',
    type: 'string',
    category: 'Network',
    description: 'User at FirewallServer.',
  },
  {
    name: 'FirewallPassword',
    type: 'string',
    category: 'Network',
    description: 'Password of FirewallUser.',
    secret: true,
  },
  {
    name: 'SSLServerCert',
    type: 'string',
    category: 'Network',
    description:
      'Whom to trust besides the authorities of Node.js: the certificate of an authority, as PEM text or the path of a file; or the one certificate the server must show, by itself or by its SHA-1 or SHA-256 thumbprint.',
  },
  {
    name: 'Insecure',
    type: 'boolean',
    category: 'Network',
    description:
      'Takes any certificate of any server: whoever is on the way can read and change everything, tokens included. For tests only.',
    default: 'false',
  },
  {
    name: 'SSLClientCert',
    type: 'string',
    category: 'Network',
    description:
      'Certificate with its private key to show to the source, as PEM (text, or the path of a file) or PFX (base64, or the path of a file).',
    secret: true,
  },
  {
    name: 'SSLClientCertType',
    type: 'string',
    category: 'Network',
    description: 'Form of SSLClientCert; Auto finds it out.',
    values: ['Auto', 'PEMKEY_FILE', 'PEMKEY_BLOB', 'PFXFILE', 'PFXBLOB'],
    default: 'Auto',
  },
  {
    name: 'SSLClientCertPassword',
    type: 'string',
    category: 'Network',
    description: 'Password of the private key in SSLClientCert.',
    secret: true,
  },
  {
    name: 'SSLClientCertSubject',
    type: 'string',
    category: 'Network',
    description: 'SSLClientCert holds one certificate, so there is none to choose.',
    values: ['*'],
    default: '*',
  },
];
