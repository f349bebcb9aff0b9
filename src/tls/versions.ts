/** Protocol versions on the wire (RFC 8446 section 4.2.1), by the names that Node and OpenSSL use. */
export const versionNumbers = { TLSv1: 0x0301, 'TLSv1.1': 0x0302, 'TLSv1.2': 0x0303, 'TLSv1.3': 0x0304 } as const;

export type VersionName = keyof typeof versionNumbers;

/** Every version, newest first: the client's order of preference. */
export const allVersions: readonly VersionName[] = ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1'];

/** The version's name, `undefined` for anything that is no TLS version (SSLv3, drafts). */
export function versionName(version: number): VersionName | undefined {
  return allVersions.find((name) => versionNumbers[name] === version);
}
