/** What an element of a list of addresses is. */
export type AddressRange =
  | { readonly kind: 'ipv4'; readonly first: number; readonly prefix: number }
  | { readonly kind: 'ipv6' | 'span' | 'other' };

const ipv4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/;

/** Reads an address, a CIDR range or a span `a-b`. `first` is the address as a 32-bit number, host bits kept. */
export function readAddressRange(text: string): AddressRange {
  const value = text.trim();
  const parts = ipv4.exec(value);
  if (parts !== null) {
    const bytes = parts.slice(1, 5).map(Number);
    const prefix = parts[5] === undefined ? 32 : Number(parts[5]);
    if (bytes.every((byte) => byte <= 255) && prefix <= 32) {
      return { kind: 'ipv4', first: bytes.reduce((sum, byte) => sum * 256 + byte, 0), prefix };
    }
    return { kind: 'other' };
  }
  if (/^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*(?:%\w+)?(?:\/\d{1,3})?$/i.test(value)) {
    return { kind: 'ipv6' };
  }
  const [low = '', high, ...more] = value.split('-');
  if (high !== undefined && more.length === 0 && ipv4.test(low.trim()) && ipv4.test(high.trim())) {
    return { kind: 'span' };
  }
  return { kind: 'other' };
}
