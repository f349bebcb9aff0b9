/** The text by which Exchange prints an object that was written member by member; undefined where it is unknown. */
export function printedObject(parts: ReadonlyMap<string, string>): string | undefined {
  const issuer = parts.get('CertificateIssuer');
  const subject = parts.get('CertificateSubject');
  if (issuer !== undefined && subject !== undefined) {
    return `<I>${issuer}<S>${subject}`;
  }
  const type = parts.get('Type');
  const address = parts.get('Address');
  const cost = parts.get('Cost');
  if (type !== undefined && address !== undefined && cost !== undefined) {
    return `${type}:${address};${cost}`;
  }
  // An enumeration as { "value": 2, "Value": "CertificateValidation" }; a smart host as { "Domain", "Address" }.
  const domain = parts.get('Domain');
  return parts.get('Value') ?? (domain !== undefined && domain !== '' ? domain : address) ?? parts.get('value');
}
