/** How a TLS 1.2 or older suite authenticates the server: by a signed key exchange, by decryption, or unknown to us. */
export type KeyExchange = 'ECDHE' | 'DHE' | 'RSA' | 'unknown';

/** What a TLS 1.3 suite needs to open its records (RFC 8446 appendix B.4). */
export interface RecordCipher {
  readonly algorithm: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305' | 'aes-128-ccm';
  readonly keyLength: 16 | 32;
  readonly tagLength: 8 | 16;
  readonly hash: 'sha256' | 'sha384';
}

const recordCiphers: ReadonlyMap<number, RecordCipher> = new Map([
  [0x1301, { algorithm: 'aes-128-gcm', keyLength: 16, tagLength: 16, hash: 'sha256' }],
  [0x1302, { algorithm: 'aes-256-gcm', keyLength: 32, tagLength: 16, hash: 'sha384' }],
  [0x1303, { algorithm: 'chacha20-poly1305', keyLength: 32, tagLength: 16, hash: 'sha256' }],
  [0x1304, { algorithm: 'aes-128-ccm', keyLength: 16, tagLength: 16, hash: 'sha256' }],
  [0x1305, { algorithm: 'aes-128-ccm', keyLength: 16, tagLength: 8, hash: 'sha256' }],
]);

/**
 * IANA names by number, best first: a server that follows the client's order takes the first it knows. Up to TLS 1.2
 * nothing is ever encrypted, the Certificate message is plain: so even ciphers that are long broken, or that this
 * machine cannot compute, are offered, for the sake of the servers that know nothing else. Anonymous and NULL suites
 * are not: they come without certificates, or alarm whoever watches the network.
 */
const names: ReadonlyMap<number, string> = new Map([
  [0x1302, 'TLS_AES_256_GCM_SHA384'],
  [0x1303, 'TLS_CHACHA20_POLY1305_SHA256'],
  [0x1301, 'TLS_AES_128_GCM_SHA256'],
  [0x1304, 'TLS_AES_128_CCM_SHA256'],
  [0x1305, 'TLS_AES_128_CCM_8_SHA256'],
  [0xc02c, 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'],
  [0xc030, 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'],
  [0x009f, 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384'],
  [0xcca9, 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'],
  [0xcca8, 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'],
  [0xccaa, 'TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256'],
  [0xc02b, 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  [0xc02f, 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  [0x009e, 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'],
  [0x00a3, 'TLS_DHE_DSS_WITH_AES_256_GCM_SHA384'],
  [0x00a2, 'TLS_DHE_DSS_WITH_AES_128_GCM_SHA256'],
  [0xc0ad, 'TLS_ECDHE_ECDSA_WITH_AES_256_CCM'],
  [0xc0ac, 'TLS_ECDHE_ECDSA_WITH_AES_128_CCM'],
  [0xc09f, 'TLS_DHE_RSA_WITH_AES_256_CCM'],
  [0xc09e, 'TLS_DHE_RSA_WITH_AES_128_CCM'],
  [0xc024, 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384'],
  [0xc028, 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384'],
  [0x006b, 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA256'],
  [0xc023, 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256'],
  [0xc027, 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256'],
  [0x0067, 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA256'],
  [0xc00a, 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA'],
  [0xc014, 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA'],
  [0x0039, 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA'],
  [0x0038, 'TLS_DHE_DSS_WITH_AES_256_CBC_SHA'],
  [0xc009, 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'],
  [0xc013, 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'],
  [0x0033, 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA'],
  [0x0032, 'TLS_DHE_DSS_WITH_AES_128_CBC_SHA'],
  [0xc073, 'TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_CBC_SHA384'],
  [0xc077, 'TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384'],
  [0x0088, 'TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA'],
  [0xc05d, 'TLS_ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384'],
  [0xc061, 'TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384'],
  [0x009d, 'TLS_RSA_WITH_AES_256_GCM_SHA384'],
  [0x009c, 'TLS_RSA_WITH_AES_128_GCM_SHA256'],
  [0xc09d, 'TLS_RSA_WITH_AES_256_CCM'],
  [0xc09c, 'TLS_RSA_WITH_AES_128_CCM'],
  [0x003d, 'TLS_RSA_WITH_AES_256_CBC_SHA256'],
  [0x003c, 'TLS_RSA_WITH_AES_128_CBC_SHA256'],
  [0x0035, 'TLS_RSA_WITH_AES_256_CBC_SHA'],
  [0x002f, 'TLS_RSA_WITH_AES_128_CBC_SHA'],
  [0x0084, 'TLS_RSA_WITH_CAMELLIA_256_CBC_SHA'],
  [0x0041, 'TLS_RSA_WITH_CAMELLIA_128_CBC_SHA'],
  [0xc008, 'TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA'],
  [0xc012, 'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA'],
  [0x0016, 'TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA'],
  [0x0013, 'TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA'],
  [0x000a, 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'],
  [0xc007, 'TLS_ECDHE_ECDSA_WITH_RC4_128_SHA'],
  [0xc011, 'TLS_ECDHE_RSA_WITH_RC4_128_SHA'],
  [0x0005, 'TLS_RSA_WITH_RC4_128_SHA'],
  [0x0004, 'TLS_RSA_WITH_RC4_128_MD5'],
  [0x0009, 'TLS_RSA_WITH_DES_CBC_SHA'],
]);

/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV: asks for nothing, so that servers without RFC 5746 answer just the same. */
const renegotiationScsv = 0x00ff;

/** The suite's IANA name, else its number as `0x1234`. */
export function suiteName(suite: number): string {
  return names.get(suite) ?? `0x${suite.toString(16).padStart(4, '0')}`;
}

/** What the TLS 1.3 suite needs, `undefined` for any other suite. */
export function recordCipher(suite: number): RecordCipher | undefined {
  return recordCiphers.get(suite);
}

/** The ciphers of every TLS 1.3 suite with this hash. */
export function recordCiphersWith(hash: RecordCipher['hash']): readonly RecordCipher[] {
  return [...recordCiphers.values()].filter((cipher) => cipher.hash === hash);
}

/** How a suite of TLS 1.2 or older authenticates the server. */
export function keyExchange(suite: number): KeyExchange {
  const name = suiteName(suite);
  const kinds = ['ECDHE', 'DHE', 'RSA'] as const;
  return kinds.find((kind) => name.startsWith(`TLS_${kind}_`)) ?? 'unknown';
}

/** Which suites to offer. */
export interface SuiteChoice {
  readonly tls13: boolean;
  readonly legacy: boolean;
  /** Only suites whose server certificate has such a key; TLS 1.3's suites do not say. */
  readonly signature?: 'rsa' | 'ecdsa';
  /** Whether this machine can open records of the cipher. */
  supports(algorithm: RecordCipher['algorithm']): boolean;
}

/** Numbers of the suites to offer, best first. */
export function offeredSuites(choice: SuiteChoice): readonly number[] {
  const offered = [...names].filter(([suite, name]) => {
    const cipher = recordCipher(suite);
    if (cipher) {
      return choice.tls13 && choice.supports(cipher.algorithm);
    }
    const signature = name.includes('_ECDSA_') ? 'ecdsa' : name.includes('_RSA_') ? 'rsa' : 'dss';
    return choice.legacy && (choice.signature ?? signature) === signature;
  });
  return [...offered.map(([suite]) => suite), ...(choice.legacy ? [renegotiationScsv] : [])];
}
